import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { createClient } from "@hey-api/openapi-ts";
import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";
import { afterAll, beforeAll, expect, test } from "vitest";

const contract = fileURLToPath(new URL("../../openapi.yaml", import.meta.url));
let folder: string;

beforeAll(async () => {
  // Inside the project, for what is generated to find the packages that it imports.
  folder = await mkdtemp(fileURLToPath(new URL("../../node_modules/.generated-", import.meta.url)));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("openapi-typescript makes types of the contract that compile", async () => {
  const file = `${folder}/types.ts`;
  await writeFile(file, astToString(await openapiTS(new URL(`file://${contract}`), { silent: true })));
  expect(mistakesIn([file])).toEqual([]);
});

test("hey-api makes a client of the contract, with schemas of zod, that compiles", async () => {
  const path = `${folder}/client`;
  await createClient({
    input: contract,
    output: path,
    plugins: ["@hey-api/typescript", "@hey-api/sdk", "zod"],
    logs: { level: "silent" },
  });
  const files = (await readdir(path, { recursive: true })).filter((name) => name.endsWith(".ts"));
  expect(files.length).toBeGreaterThan(2);
  expect(mistakesIn(files.map((name) => `${path}/${name}`))).toEqual([]);
});

/** What the compiler says about the files, without what it says about packages. */
function mistakesIn(files: readonly string[]): string[] {
  const program = ts.createProgram([...files], {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    types: [],
    lib: ["lib.es2022.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
  });
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}
