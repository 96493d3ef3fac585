import { spawnSync } from "node:child_process";
import { delimiter } from "node:path";
import { installFromDebian } from "./debian.mjs";
import { StepError, step } from "./steps.mjs";

/** Sees to it that there is a PgBouncer for the tests: finds one, or has apt bring one. */
export async function ensurePgbouncer() {
  if (isThere()) return;
  await step("Getting PgBouncer for the tests", () => installFromDebian("pgbouncer"));
  if (isThere()) return;
  throw new StepError("No PgBouncer was found for the tests: install pgbouncer and run npm test again.");
}

/** Debian keeps it where an ordinary user's PATH does not lead. */
function isThere() {
  const env = { ...process.env, PATH: `${process.env.PATH}${delimiter}/usr/sbin` };
  return spawnSync("pgbouncer", ["--version"], { env, stdio: "ignore", timeout: 20_000 }).status === 0;
}
