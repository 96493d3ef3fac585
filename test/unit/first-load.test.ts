import { build, type Metafile, type OutputFile } from "esbuild";
import { describe, expect, test } from "vitest";
import { commandDefinitions } from "../../src/domain/command-definitions";
import later from "../../src/ui/strings/en-later.json" with { type: "json" };

const root = new URL("../..", import.meta.url).pathname;

describe("the first load of a workspace", () => {
  test("decides no commands but those that a screen shows ahead of the server", async () => {
    const { code } = await firstLoad('export * from "./src/domain/definitions";');
    expect(code).toContain('"channel.created"');
    const decided = commandDefinitions.map(({ type }) => type).filter((type) => code.includes(`"${type}"`));
    expect(decided).toEqual([]);
  });

  test("shows no words of the catalogue that comes later, and holds no code of calls", async () => {
    const { code, files } = await firstLoad(
      'export { default } from "./src/app/w/page"; export { AppProviders } from "./src/ui/shell/app-providers";',
    );
    const words = [...code.matchAll(/useTranslations\d*\("(\w+)"/gu)].map(([, name = ""]) => name);
    expect(words).toContain("composer");
    expect(words.filter((name) => Object.hasOwn(later, name))).toEqual([]);
    expect(files.filter((file) => /@trpc|\/zod\/|base-ui|en-later/u.test(file))).toEqual([]);
  });
});

/** The code that is loaded at once with a module, and the files that it is made of. */
async function firstLoad(contents: string) {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: root, sourcefile: "first.ts" },
    absWorkingDir: root,
    bundle: true,
    // Its functions keep their names then.
    external: ["use-intl"],
    splitting: true,
    format: "esm",
    jsx: "automatic",
    outdir: "first-load",
    metafile: true,
    write: false,
  });
  return loadedAtOnce(outputFiles, metafile);
}

function loadedAtOnce(files: readonly OutputFile[], { outputs }: Metafile) {
  const wanted = new Set(Object.keys(outputs).filter((name) => outputs[name]?.entryPoint === "first.ts"));
  for (const name of wanted)
    for (const { path, kind } of outputs[name]?.imports ?? []) if (kind === "import-statement") wanted.add(path);
  const names = [...wanted];
  return {
    code: files.flatMap((file) => (names.some((name) => file.path.endsWith(name)) ? [file.text] : [])).join("\n"),
    files: names.flatMap((name) => {
      const inputs = Object.entries(outputs[name]?.inputs ?? {});
      return inputs.flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : []));
    }),
  };
}
