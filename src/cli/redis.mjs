import { spawnSync } from "node:child_process";
import { installFromDebian } from "./debian.mjs";
import { StepError, step } from "./steps.mjs";

/** Sees to it that there is a Redis server for the tests: finds one, or has apt bring one. */
export async function ensureRedis() {
  if (isThere()) return;
  await step("Getting Redis for the tests", () => installFromDebian("redis-server"));
  if (isThere()) return;
  throw new StepError("No Redis was found for the tests: install redis-server and run npm test again.");
}

function isThere() {
  return spawnSync("redis-server", ["--version"], { stdio: "ignore", timeout: 20_000 }).status === 0;
}
