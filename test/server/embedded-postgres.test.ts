import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { appendFile, chmod, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { isAlive } from "../../src/server/db/built-in/postgres-cluster";
import { postgresAddress, postgresHolder, postmasterPid, query } from "../support/postgres-holders";
import { type Program, runProgram } from "../support/process";

let dataDir: string;
let programs: Program[] = [];
/** A data folder after its first start, which takes longer than most tests. */
const made = newFolder();

beforeAll(async () => {
  dataDir = made;
  await (await hold("owner")).end("SIGTERM");
});
afterAll(() => rmSync(join(made, ".."), { recursive: true }));

beforeEach(() => {
  dataDir = newFolder();
  // With the owner of every file, which is not always this user.
  execFileSync("cp", ["-a", made, dataDir]);
  programs = [];
});

afterEach(async () => {
  for (const program of programs) await program.end("SIGTERM");
  // Somebody who was killed left it running.
  if (existsSync(join(dataDir, "postgres/postmaster.pid"))) await hold("owner").then((last) => last.end("SIGTERM"));
  rmSync(join(dataDir, ".."), { recursive: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "parley-test-"));
  chmodSync(folder, 0o755);
  return join(folder, "data");
}

async function hold(role: "owner" | "guest"): Promise<Program> {
  const program = start(role);
  await program.says(postgresAddress);
  return program;
}

function start(role: "owner" | "guest"): Program {
  const program = runProgram([postgresHolder, dataDir, role]);
  programs.push(program);
  return program;
}

test("it flushes what it acknowledges, listens on loopback only and keeps its password to itself", async () => {
  const owner = await hold("owner");
  const rows = await query(
    owner,
    "SELECT current_setting('fsync') || current_setting('full_page_writes') || current_setting('synchronous_commit') AS safe, current_setting('listen_addresses') AS listens",
  );
  expect(rows).toEqual([{ safe: "ononon", listens: "127.0.0.1" }]);
  expect(statSync(join(dataDir, "postgres-password")).mode & 0o777).toBe(0o600);
});

test("its log holds neither the text nor the values of a statement that fails", async () => {
  const owner = await hold("owner");
  await query(owner, "CREATE TABLE notes (body text PRIMARY KEY, number json)");
  await query(owner, "INSERT INTO notes VALUES ('a-text-to-forget')");
  const failing = [
    "INSERT INTO notes VALUES ('a-text-to-forget')",
    `INSERT INTO notes VALUES ('b', '{"a-text-to-forget')`,
    "SELECT 'a-text-to-forget'::int",
    "DO $$ BEGIN RAISE WARNING 'a-text-to-forget'; END $$; SELECT 1 / 0",
  ];
  for (const statement of failing) await expect(query(owner, statement)).rejects.toThrow();
  expect(readFileSync(join(dataDir, "postgres.log"), "utf8")).not.toContain("a-text-to-forget");
});

test("its log is turned while it is written, and what was in it before is kept for a while", async () => {
  const log = join(dataDir, "postgres.log");
  await hold("owner");
  await appendFile(log, `the last crash\n${"x".repeat(6_000_000)}`);
  await expect.poll(() => statSync(log).size, { timeout: 20_000 }).toBeLessThan(5_000_000);
  expect(readFileSync(`${log}.1`, "utf8")).toContain("the last crash");
  process.kill(postmasterPid(dataDir), "SIGHUP");
  await expect.poll(() => readFileSync(log, "utf8"), { timeout: 20_000 }).toMatch(/^[^\0]*received SIGHUP/);
});

test("SIGTERM stops it and leaves nothing running", async () => {
  const owner = await hold("owner");
  const pid = postmasterPid(dataDir);
  expect(await owner.end("SIGTERM")).toBe(0);
  expect(existsSync(join(dataDir, "postgres/postmaster.pid"))).toBe(false);
  // It has ended, and is still there until the system's first process has heard of it.
  await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
});

test("a PostgreSQL whose owner was killed is adopted with everything in it", async () => {
  const killed = await hold("owner");
  await query(killed, "CREATE TABLE kept AS SELECT 42 AS answer");
  const pid = postmasterPid(dataDir);
  await killed.end("SIGKILL");
  const next = await hold("owner");
  expect(postmasterPid(dataDir)).toBe(pid);
  expect(await query(next, "SELECT answer FROM kept")).toEqual([{ answer: 42 }]);
});

test.each(["emptied", "another's"])(
  "a password file that is %s is set again by the next start, with everything in it",
  async (state) => {
    const first = await hold("owner");
    await query(first, "CREATE TABLE kept AS SELECT 42 AS answer");
    const file = join(dataDir, "postgres-password");
    await writeFile(file, state === "emptied" ? "\n" : "it's \\ another\n");
    const guest = start("guest");
    expect(await guest.exited).toBe(1);
    expect(guest.output()).toMatch(
      /does not open the PostgreSQL in it\. Restart Parley: it sets the password again\.\n$/,
    );
    await first.end(state === "emptied" ? "SIGKILL" : "SIGTERM");
    const next = await hold("owner");
    expect(await query(next, "SELECT answer FROM kept")).toEqual([{ answer: 42 }]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await next.end("SIGTERM");
    expect(await query(await hold("owner"), "SELECT answer FROM kept")).toEqual([{ answer: 42 }]);
  },
);

test("a live owner of the same folder is refused by name and left alone", async () => {
  const owner = await hold("owner");
  const second = start("owner");
  expect(await second.exited).toBe(1);
  expect(second.output()).toMatch(
    new RegExp(
      `^Another Parley is already running on this data folder \\(pid ${owner.child.pid} on .+, since .+\\)\\.\\n$`,
    ),
  );
  expect(await query(owner, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
});

test("of two first starts at once exactly one gets the folder", async () => {
  rmSync(dataDir, { recursive: true });
  const both = [start("owner"), start("owner")];
  const outcomes = await Promise.allSettled(both.map((program) => program.says(postgresAddress)));
  expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(["fulfilled", "rejected"]);
});

test("a PostgreSQL that is killed under its owner runs again at the same address", async () => {
  const owner = await hold("owner");
  await query(owner, "CREATE TABLE kept AS SELECT 42 AS answer");
  process.kill(postmasterPid(dataDir), "SIGKILL");
  await owner.says(/it runs again/);
  expect(await query(owner, "SELECT answer FROM kept")).toEqual([{ answer: 42 }]);
});

test("after both were killed the next start recovers the data", async () => {
  const killed = await hold("owner");
  await query(killed, "CREATE TABLE kept AS SELECT 42 AS answer");
  killed.child.kill("SIGKILL");
  process.kill(postmasterPid(dataDir), "SIGKILL");
  await killed.exited;
  const next = await hold("owner");
  expect(await query(next, "SELECT answer FROM kept")).toEqual([{ answer: 42 }]);
});

test("a guest may come beside an owner, and the last to leave stops the PostgreSQL", async () => {
  const owner = await hold("owner");
  const guest = await hold("guest");
  await owner.end("SIGTERM");
  expect(await query(guest, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  await guest.end("SIGTERM");
  expect(existsSync(join(dataDir, "postgres/postmaster.pid"))).toBe(false);
});

test("a pid file whose number belongs to another program now does not stop a start", async () => {
  await writeFile(
    join(dataDir, "postgres/postmaster.pid"),
    `${process.pid}\n${dataDir}/postgres\n1\n5432\n\n127.0.0.1\n`,
  );
  expect(await query(await hold("owner"), "SELECT 1 AS one")).toEqual([{ one: 1 }]);
});

test("it runs beneath a folder that only its owner may enter", async () => {
  rmSync(dataDir, { recursive: true });
  await chmod(join(dataDir, ".."), 0o700);
  expect(await query(await hold("owner"), "SELECT 1 AS one")).toEqual([{ one: 1 }]);
});
