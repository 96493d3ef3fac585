import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../../src/server/db/client";
import { createUser } from "../support/app";
import { createTestDatabase } from "../support/database";
import { scrape, scrapeUntil } from "../support/metrics";
import { setupSecret, unset } from "../support/parley";
import { freePort } from "../support/ports";
import { metricsToken } from "../support/served";
import { mountSmallDisk, type SmallDisk } from "../support/small-disk";

const scratch = mkdtempSync(join(tmpdir(), "parley-test-"));
let database: Database;
const children: ChildProcess[] = [];
const disks: SmallDisk[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  await database.prisma.installation.create({ data: { owner_id: await createUser(database, "olga") } });
});
afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  for (const disk of disks) disk.close();
  rmSync(scratch, { recursive: true, force: true });
  await database.close();
});

type Running = {
  readonly url: string;
  readonly stdout: Readable | null;
  /** Asks for things, each of which is a line, until more than so many lines were dropped. */
  overflow(dropped: number): Promise<void>;
  stop(): Promise<number | null>;
};

/** A server whose standard output goes somewhere, once it serves. */
async function startWriting(to: number | "pipe"): Promise<Running> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env: Readonly<Record<string, string>> = {
    ...unset,
    PORT: String(port),
    PARLEY_DATA_DIR: join(scratch, "data"),
    DATABASE_URL: database.url,
    PARLEY_SETUP_SECRET: setupSecret,
    PARLEY_METRICS_TOKEN: metricsToken,
    PARLEY_RATE_LIMITS: "off",
    LOG_LEVEL: "debug",
  };
  const child = spawn(process.execPath, ["dist/server.mjs"], {
    env: { NODE_ENV: "production", PATH: process.env.PATH, ...env },
    stdio: ["ignore", to, "ignore"],
  });
  children.push(child);
  const exited = once(child, "exit").then(([code]) => (typeof code === "number" ? code : null));
  await expect.poll(() => isReady(url), { timeout: 30_000 }).toBe(true);
  return {
    url,
    stdout: child.stdout,
    overflow: async (dropped) => {
      while ((await scrape({ url }))("parley_log_lines_dropped_total") <= dropped) {
        const answers = await Promise.all(Array.from({ length: 100 }, () => ask(url)));
        expect(new Set(answers)).toEqual(new Set([401]));
      }
    },
    stop: () => {
      child.kill("SIGTERM");
      return exited;
    },
  };
}

function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function ask(url: string): Promise<number> {
  const response = await fetch(`${url}/api/me`, { headers: { "x-request-id": "x".repeat(128) } });
  await response.arrayBuffer();
  return response.status;
}

test("a full disk under standard output drops lines, counts them, says so once there is room again, and stops nothing", async () => {
  const disk = mountSmallDisk(1);
  if (disk === undefined) return;
  disks.push(disk);
  const log = join(disk.folder, "log");
  disk.fill(16 * 1024);
  const fd = openSync(log, "a");
  const running = await startWriting(fd);
  closeSync(fd);
  await running.overflow(200);
  disk.empty();
  const tells = () => lines(log).find((line) => line.msg === "lines of the log could not be written");
  await expect.poll(tells, { timeout: 10_000 }).toMatchObject({ dropped: expect.any(Number), reason: "ENOSPC" });
  expect(await ask(running.url)).toBe(401);
  expect(await running.stop()).toBe(0);
}, 60_000);

/** Every line but those that are not JSON by themselves, such as the greeting, and the one on which the disk became full. */
function lines(file: string): Record<string, unknown>[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line.startsWith("{") && line.endsWith("}"))
    .map((line) => JSON.parse(line));
}

test("an output that takes nothing stops nothing", async () => {
  const fd = openSync("/dev/full", "w");
  const running = await startWriting(fd);
  closeSync(fd);
  expect(await ask(running.url)).toBe(401);
  await scrapeUntil(running, (read) => read("parley_log_lines_dropped_total") > 1);
  expect(await running.stop()).toBe(0);
}, 60_000);

test("a pipe that is closed, and one that nobody reads, stop nothing", async () => {
  const closed = await startWriting("pipe");
  closed.stdout?.destroy();
  expect(await ask(closed.url)).toBe(401);
  await scrapeUntil(closed, (read) => read("parley_log_lines_dropped_total") > 0);
  expect(await closed.stop()).toBe(0);

  const unread = await startWriting("pipe");
  await unread.overflow(100);
  expect(await unread.stop()).toBe(0);
}, 90_000);
