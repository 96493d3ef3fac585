import { basename, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { ensureBrowser } from "./browser.mjs";
import { build, setUp } from "./setup.mjs";
import { fail } from "./steps.mjs";
import { helpIfAsked, usages } from "./usages.mjs";

// Runs one of the project's TypeScript programs after the set-up that it needs on a fresh clone: `tool.mjs [--build] [--browser]
// FILE ARGUMENT …`.
const needs = { "--build": build, "--browser": ensureBrowser };
const given = process.argv.slice(2);
const isNeed = (word) => Object.hasOwn(needs, word);
const count = given.findIndex((word) => !isNeed(word));
const [script, ...args] = given.slice(count);

helpOf(basename(script, ".ts"));
try {
  await setUp();
  for (const need of given.slice(0, count)) await needs[need]();
  process.argv = [process.argv[0], resolve(script), ...args];
  const { register } = await import("tsx/esm/api");
  register();
  await import(pathToFileURL(resolve(script)).href);
} catch (error) {
  fail(error);
}

/** To a program of PostgreSQL `-h` is the host. Programs without a usage here answer `--help` themselves. */
function helpOf(name) {
  const asked = name === "postgres-program" ? args.filter((word) => word !== "-h") : args;
  if (Object.hasOwn(usages, name)) helpIfAsked(name, asked);
}
