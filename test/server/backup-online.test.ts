import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { installationSecret } from "../../src/server/context/installation-key";
import { openEmbeddedPostgres } from "../../src/server/db/built-in/embedded-postgres";
import { openDatabase } from "../../src/server/db/client";
import { verifyLogs } from "../../src/server/log/verify";
import { emptyFolder } from "../support/backup";
import { createTestDatabase } from "../support/database";
import { type Parley, startParley, unset } from "../support/parley";
import { runProgram } from "../support/process";

const writerCount = 6;
const epoch = 1_000_000_000_000;

let parley: Parley;
let folder: string;
let file: string;
let token: string;
let channelId: string;
let workspaceId: string;
const before: string[] = [];
const later: string[] = [];

/** Takes a backup of a real server, on its own PostgreSQL, while six writers never stop. */
beforeAll(async () => {
  folder = await emptyFolder();
  file = join(folder, "backup.zip");
  parley = await startParley({ PARLEY_RATE_LIMITS: "off" });
  const made = await call(parley.url, "POST /api/setup", {
    secret: parley.setupSecret,
    email: "olga@example.org",
    display_name: "Olga",
    workspace_name: "Online",
  });
  token = made.token;
  channelId = made.channel.id;
  workspaceId = made.workspace.id;
  const over = new AbortController();
  let acknowledged = before;
  const writers = Array.from({ length: writerCount }, async (_, writer) => {
    for (let count = 0; !over.signal.aborted; count += 1) {
      const nonce = `${writer}-${count}`;
      await call(parley.url, `POST /api/channels/${channelId}/messages`, { body: `message ${nonce}`, nonce });
      acknowledged.push(nonce);
    }
  });
  while (before.length < 100) await call(parley.url, "GET /api/boot");
  acknowledged = later;
  const backup = runTool("backup", [file], { PARLEY_DATA_DIR: parley.dataDir });
  const code = await backup.exited;
  over.abort();
  await Promise.all(writers);
  expect(code, backup.output()).toBe(0);
}, 120_000);

afterAll(async () => {
  await parley.close();
  await rm(folder, { recursive: true, force: true });
});

function runTool(name: "backup" | "restore" | "log-verify", args: string[], env: Record<string, string>) {
  return runProgram([`dist/${name}.mjs`, ...args], { ...unset, ...env });
}

// biome-ignore lint/suspicious/noExplicitAny: the answers are checked by what the tests do with them.
async function call(url: string, route: string, body?: object): Promise<any> {
  const [method = "GET", path = "/"] = route.split(" ");
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const response = await fetch(url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  if (!response.ok) throw new Error(`${route} answered ${response.status}: ${await response.text()}`);
  return response.json();
}

type Row = { readonly cursor: string; readonly event: unknown };

async function logOf(url: string): Promise<{ events: Row[]; nonces: Set<string>; differences: string[] }> {
  const database = openDatabase(url, { connectionsMax: 1 });
  try {
    const events = await database.pool.query<Row>("select cursor, to_jsonb(e) as event from events e order by cursor");
    const sent = await database.pool.query<{ nonce: string }>("select nonce from messages where nonce is not null");
    const { differences } = await verifyLogs(database.pool);
    return { events: events.rows, nonces: new Set(sent.rows.map(({ nonce }) => nonce)), differences };
  } finally {
    await database.close();
  }
}

async function logIn(dataDir: string) {
  const postgres = await openEmbeddedPostgres({ dataDir, role: "guest" });
  return logOf(postgres.url).finally(postgres.close);
}

/** The restored log is the original one up to some place, with everything in it that was acknowledged before the backup began. */
async function expectPrefix({ events, nonces, differences }: Awaited<ReturnType<typeof logIn>>): Promise<void> {
  const original = await logIn(parley.dataDir);
  expect(differences).toEqual([]);
  expect(events).toEqual(original.events.slice(0, events.length));
  expect(before.filter((nonce) => !nonces.has(nonce))).toEqual([]);
  expect(later.length).toBeGreaterThan(0);
}

test("taken under load and restored into an empty folder, it verifies, and a server starts on it and goes on", async () => {
  const dataDir = join(folder, "restored");
  const restore = runTool("restore", [file], { PARLEY_DATA_DIR: dataDir });
  expect(await restore.exited, restore.output()).toBe(0);
  expect(await readdir(dataDir)).not.toContain("restoring");
  await expectPrefix(await logIn(dataDir));
  const verification = runTool("log-verify", [], { PARLEY_DATA_DIR: dataDir });
  expect(await verification.exited, verification.output()).toBe(0);

  const again = await startParley({ PARLEY_DATA_DIR: dataDir, PARLEY_RATE_LIMITS: "off" });
  try {
    const busy = runTool("restore", [file], { PARLEY_DATA_DIR: dataDir });
    expect(await busy.exited).toBe(1);
    expect(busy.output()).toMatch(/^Another Parley is already running on this data folder/);
    const { resume_point } = await call(again.url, `GET /api/boot?workspace_id=${workspaceId}`);
    expect(resume_point).toBe(epoch);
    const sent = await call(again.url, `POST /api/channels/${channelId}/messages`, { body: "back again" });
    expect(sent.event.cursor).toBe(String(epoch + 1));
  } finally {
    await again.close();
  }
  const refused = runTool("restore", [file], { PARLEY_DATA_DIR: dataDir });
  expect(await refused.exited).toBe(1);
  expect(refused.output()).toMatch(/^The database is in use/);
}, 120_000);

test("interrupted beside a server, twice at once as by npm, it says so and leaves nothing", async () => {
  const postgres = await openEmbeddedPostgres({ dataDir: parley.dataDir, role: "guest" });
  const database = openDatabase(postgres.url, { connectionsMax: 1 });
  const place = join(folder, "interrupted");
  await mkdir(place);
  const connection = await database.pool.connect();
  try {
    await connection.query("begin; lock table messages in access exclusive mode");
    const backup = runTool("backup", [join(place, "backup.zip")], { PARLEY_DATA_DIR: parley.dataDir });
    await expect.poll(() => readdir(place), { timeout: 30_000 }).toHaveLength(1);
    backup.child.kill("SIGINT");
    expect(await backup.end("SIGINT")).toBe(1);
    expect(backup.output()).toBe("Interrupted: there is no backup.\n");
    expect(await readdir(place)).toEqual([]);
  } finally {
    connection.release(true);
    await database.close();
    await postgres.close();
  }
}, 60_000);

test("it is restored into a PostgreSQL of the operator's own just as well", async () => {
  const database = await createTestDatabase();
  const dataDir = join(folder, "beside");
  const restore = runTool("restore", [file], { DATABASE_URL: database.url, PARLEY_DATA_DIR: dataDir });
  expect(await restore.exited, restore.output()).toBe(0);
  await expectPrefix(await logOf(database.url));
  expect(await readdir(dataDir), "secrets are in the database").toEqual([]);
  const original = await openEmbeddedPostgres({ dataDir: parley.dataDir, role: "guest" });
  const source = openDatabase(original.url, { connectionsMax: 1 });
  for (const name of ["setUp", "nextAuth"] as const)
    expect(await installationSecret(database.pool, name)).toBe(await installationSecret(source.pool, name));
  await source.close();
  await original.close();
  await database.close();
}, 120_000);
