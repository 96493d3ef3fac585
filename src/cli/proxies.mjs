import { spawnSync } from "node:child_process";
import { installFromDebian } from "./debian.mjs";
import { step } from "./steps.mjs";

/** Sees to it that the proxies are there that the tests put in front of Parley. A test that misses one says so. */
export async function ensureProxies() {
  for (const [name, flag] of [
    ["nginx", "-v"],
    ["haproxy", "-v"],
  ]) {
    if (!isThere(name, flag)) await step(`Getting ${name} for the tests`, () => installFromDebian(name));
  }
}

function isThere(name, flag) {
  return spawnSync(name, [flag], { stdio: "ignore", timeout: 20_000 }).status === 0;
}
