import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as after } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { unset } from "../support/parley";
import { runCommand, runProgram } from "../support/process";
import { moments, names, postmasterPid, programsOn, reached, startOn } from "../support/starting";
import { repetitions, report } from "../support/trials";

let dataDir: string;

beforeEach(() => {
  dataDir = join(mkdtempSync(join(tmpdir(), "parley-test-")), "data");
});
afterEach(() => rmSync(join(dataDir, ".."), { recursive: true, force: true }));

async function expectNothingLeft(): Promise<void> {
  await expect.poll(() => programsOn(dataDir), { timeout: 10_000 }).toEqual([]);
  expect(names(dataDir).filter((name) => name.includes(".draft-"))).toEqual([]);
}

async function expectToStart(): Promise<void> {
  const next = startOn(dataDir);
  await next.says(/Parley is ready/);
  expect(await next.end("SIGTERM")).toBe(0);
  await expectNothingLeft();
}

test.each(Object.keys(moments))("a signal %s ends it with all that it has begun", async (moment) => {
  const program = startOn(dataDir);
  await reached(dataDir, moment);
  expect(await program.end("SIGTERM")).toBe(0);
  expect(program.output()).not.toMatch(/error|exception/iu);
  await expectNothingLeft();
});

test("a signal while PostgreSQL recovers from a crash ends it, and the next start recovers", async () => {
  const crashed = startOn(dataDir);
  await crashed.says(/Parley is ready/);
  const before = postmasterPid(dataDir);
  process.kill(before, "SIGKILL");
  await crashed.end("SIGKILL");
  const program = startOn(dataDir);
  await expect.poll(() => ![0, before].includes(postmasterPid(dataDir)), { timeout: 20_000, interval: 2 }).toBe(true);
  expect(await program.end("SIGINT")).toBe(0);
  await expectNothingLeft();
  await expectToStart();
});

test.each(["while initdb runs", "when PostgreSQL has just been started", "while its database is made"])(
  "a tool that is interrupted %s leaves no PostgreSQL running either",
  async (moment) => {
    const tool = runProgram(["dist/migrate.mjs"], { ...unset, PARLEY_DATA_DIR: dataDir });
    await reached(dataDir, moment);
    expect(await tool.end("SIGINT")).toBe(1);
    await expectNothingLeft();
  },
);

test("Ctrl-C at npm start, which goes to the whole group and is passed on by npm once more, ends the server in order", async () => {
  const npm = runCommand("setsid", ["npm", "start"], { ...unset, PARLEY_DATA_DIR: dataDir, PORT: "0" });
  await npm.says(/Parley is ready/);
  process.kill(-Number(npm.child.pid), "SIGINT");
  await npm.exited;
  await expectNothingLeft();
}, 120_000);

test("a tool whose output nobody can write does its work and leaves no PostgreSQL running", async () => {
  const command = 'exec "$0" --import tsx src/cli/migrate.ts > /dev/full';
  const tool = runCommand("sh", ["-c", command, process.execPath], { ...unset, PARLEY_DATA_DIR: dataDir });
  expect(await tool.exited, tool.output()).toBe(0);
  expect(tool.output()).toBe("");
  await expectNothingLeft();
});

const rounds = repetitions({ once: 1, trials: 25 });

test("signals at any moments of a first start, kills among them, leave nothing that the next start trips over", async () => {
  const whole = performance.now();
  const first = startOn(dataDir);
  await first.says(/Parley is ready/);
  const wholeMs = performance.now() - whole;
  await first.end("SIGTERM");
  for (let round = 0; round < rounds; round += 1) {
    rmSync(dataDir, { recursive: true, force: true });
    const signal = (["SIGTERM", "SIGINT", "SIGKILL"] as const)[round % 3] ?? "SIGTERM";
    const program = startOn(dataDir);
    // The moment is what is tried, not waited for.
    await after((wholeMs * (round + 0.5)) / rounds);
    const code = await program.end(signal);
    report(`${signal} after ${Math.round((wholeMs * (round + 0.5)) / rounds)} of ${Math.round(wholeMs)} ms: ${code}`);
    if (signal === "SIGKILL" || round === rounds - 1) await expectToStart();
    else await expectNothingLeft();
  }
}, 600_000);
