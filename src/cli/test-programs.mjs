import { spawnSync } from "node:child_process";
import { delimiter } from "node:path";
import { installFromDebian } from "./debian.mjs";
import { StepError, step } from "./steps.mjs";

/**
 * The programs that the tests run beside Parley, each with the flag that prints its version. Their packages have the same names.
 */
const programs = [
  ["curl", "--version"],
  ["redis-server", "--version"],
  ["pgbouncer", "--version"],
  ["nginx", "-v"],
  ["haproxy", "-v"],
];

/** Makes sure that the programs for the tests are there: finds each one, or installs it with apt. */
export async function ensureTestPrograms() {
  for (const [name, flag] of programs) {
    if (isThere(name, flag)) continue;
    await step(`Getting ${name} for the tests`, () => installFromDebian(name));
    if (!isThere(name, flag)) {
      throw new StepError(`No ${name} was found for the tests: install ${name} and run npm test again.`);
    }
  }
}

/** Debian keeps some of them outside an ordinary user's PATH. */
function isThere(name, flag) {
  const env = { ...process.env, PATH: `${process.env.PATH}${delimiter}/usr/sbin` };
  return spawnSync(name, [flag], { env, stdio: "ignore", timeout: 20_000 }).status === 0;
}
