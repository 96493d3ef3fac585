import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { setUp } from "./setup.mjs";
import { fail } from "./steps.mjs";

/** Runs one of the TypeScript tools beside this file, after the set-up that it needs on a fresh clone. */
const [, , script, ...args] = process.argv;

try {
  await setUp();
  process.argv = [process.argv[0], resolve(script), ...args];
  const { register } = await import("tsx/esm/api");
  register();
  await import(pathToFileURL(resolve(script)).href);
} catch (error) {
  fail(error);
}
