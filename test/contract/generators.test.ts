import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { createClient } from "@hey-api/openapi-ts";
import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";

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

test("hey-api makes types and schemas of zod of the contract that compile", async () => {
  const path = `${folder}/client`;
  await createClient({
    input: contract,
    output: path,
    plugins: ["@hey-api/typescript", "zod"],
    logs: { level: "silent" },
  });
  const files = (await readdir(path, { recursive: true })).filter((name) => name.endsWith(".ts"));
  expect(files.length).toBeGreaterThan(1);
  expect(mistakesIn(files.map((name) => `${path}/${name}`))).toEqual([]);
});

test("no list of the contract has a default, which generators take for a list of any texts", async () => {
  const lists: unknown[] = [];
  JSON.parse(JSON.stringify(parse(await readFile(contract, "utf8"))), (_key, value: unknown) => {
    if (typeof value === "object" && value !== null && "type" in value && value.type === "array") lists.push(value);
    return value;
  });
  expect(lists.length).toBeGreaterThan(10);
  expect(lists.filter((list) => typeof list === "object" && list !== null && "default" in list)).toEqual([]);
});

/** What the compiler says about the files, without what it says about packages. */
function mistakesIn(files: readonly string[]): string[] {
  const program = ts.createProgram([...files], {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    types: [],
    lib: ["lib.es2022.d.ts"],
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
  });
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}
