import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { command, readArguments, UsageFault } from "./command";
import { killedBy } from "./mutation/killed";
import { mutate } from "./mutation/mutate";

await command("mutation", main);

/**
 * Takes each `throw` of the sources out in turn, bends each condition that leads to one, and runs the rule tests against it; all in memory.
 * Prints every change that no test notices; the exit code says whether there was one.
 */
async function main(): Promise<void> {
  const { values, positionals: words } = readArguments({
    options: {
      sources: { type: "string", default: "src/domain" },
      tests: { type: "string", default: "test/unit" },
    },
    allowPositionals: true,
  });
  const begun = Date.now();
  const files = sourcesIn(values.sources, words);
  const mutants = files.flatMap((file) => mutate(file, readFileSync(file, "utf8")).mutants);
  const killed = await killedBy(values.tests, files);
  const survivors = mutants.filter(({ id }) => !killed.has(id));
  const lines = survivors.map(({ file, line, change }) => `✗ ${file}:${line}  no rule test fails ${change}\n`);
  const seconds = ((Date.now() - begun) / 1000).toFixed(1);
  const sum = `${mutants.length} changes to the refusals of ${files.length} files, ${survivors.length} survivors`;
  process.stdout.write(`${lines.join("")}${sum} (${seconds} s)\n`);
  process.exitCode = survivors.length === 0 ? 0 : 1;
}

function sourcesIn(folder: string, words: readonly string[]): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .filter((file) => words.length === 0 || words.some((word) => file.includes(word)));
  if (files.length === 0) throw new UsageFault(`No such file in ${folder}.`);
  return files.sort();
}
