import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { command, readArguments } from "./command";
import { killedBy } from "./mutation/killed";
import { mutate } from "./mutation/mutate";
import { parsed, predicatesOf, refusersOf } from "./mutation/refusals";
import { UsageFault } from "./running/usage-fault";

await command("mutation", main);

/**
 * Removes each `throw` of the sources in turn, and each call that is there only to refuse, alters each condition that decides about one, and runs the rule tests against each
 * change, all in memory. Prints every change that no test detects. The exit code says whether there was one.
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
  const files = sourcesIn(values.sources);
  const sources = new Map(files.map((file) => [file, readFileSync(file, "utf8")]));
  const trees = [...sources].map(([file, source]) => parsed(file, source));
  const deciders = { predicates: predicatesOf(trees), refusers: refusersOf(trees) };
  const wanted = [...sources].filter(([file]) => words.length === 0 || words.some((word) => file.includes(word)));
  if (wanted.length === 0) throw new UsageFault(`No such file in ${values.sources}.`);
  const mutated = wanted.map(([file, source]) => ({ file, ...mutate(file, source, deciders) }));
  const killed = await killedBy(values.tests, new Map(mutated.map(({ file, code }) => [file, code])));
  const mutants = mutated.flatMap((each) => each.mutants);
  const survivors = mutants.filter(({ id }) => !killed.has(id));
  const lines = survivors.map(({ file, line, change }) => `✗ ${file}:${line}  no rule test fails ${change}\n`);
  const seconds = ((Date.now() - begun) / 1000).toFixed(1);
  const sum = `${mutants.length} changes to refusals, survivors: ${survivors.length}`;
  process.stdout.write(`${lines.join("")}${sum} (${seconds} s)\n`);
  process.exitCode = survivors.length === 0 ? 0 : 1;
}

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .sort();
}
