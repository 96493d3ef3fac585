import { afterAll, beforeAll, expect, test } from "vitest";
import { loadEnv } from "../../src/env";
import { openRedis } from "../../src/server/bell/redis";
import { createLogger } from "../../src/server/logger/logger";
import { createUser } from "../support/app";
import { createTestDatabase } from "../support/database";
import { type Nodes, startNodes } from "../support/nodes";
import { setupSecret, unset } from "../support/parley";
import { freePort } from "../support/ports";
import { runProgram } from "../support/process";
import { startRedis, type TestRedis } from "../support/redis";
import { openSocket } from "../support/streams";

type Line = {
  readonly level: string;
  readonly msg: string;
  readonly peer?: string;
  readonly err?: { readonly stack: string };
  readonly failures?: number;
  readonly duration_ms?: number;
};

let nodes: Nodes;
let redis: TestRedis;

beforeAll(async () => {
  redis = await startRedis();
  nodes = await startNodes(2, async (index) => (index === 0 ? { REDIS_URL: redis.url } : {}));
}, 120_000);
afterAll(async () => {
  await nodes?.close();
  await redis.close();
});

/** What a node has logged so far that somebody should look at. */
function logged(index: number): Line[] {
  const lines = nodes.program(index).output().split("\n");
  return lines.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
}

async function ask(url: string, token: string): Promise<number> {
  const response = await fetch(`${url}/api/workspaces`, { headers: { authorization: `Bearer ${token}` } });
  await response.arrayBuffer();
  return response.status;
}

test("an outage of the database is one line when it begins and one when it ends, whoever asks meanwhile", async () => {
  const { token } = nodes.cast.owner;
  for (const url of nodes.urls) await openSocket(url, { token, query: { v: "2" } }).opened;
  await nodes.postgres.crash(async () => {
    for (let refused = 0; refused < 20; ) {
      const answers = await Promise.all(nodes.urls.map((url) => ask(url, token)));
      refused += answers.filter((status) => status === 503).length;
    }
  });
  for (const index of nodes.urls.keys()) {
    const ended = (line: Line) => line.msg === "the database can be reached again";
    await expect.poll(() => logged(index).filter(ended), { timeout: 30_000 }).toHaveLength(1);
    const lines = logged(index);
    expect(lines.filter(({ msg }) => msg === "the database cannot be reached")).toHaveLength(1);
    expect(lines.filter(({ err }) => err !== undefined)).toHaveLength(1);
    expect(lines.find(ended)).toMatchObject({ failures: expect.any(Number), duration_ms: expect.any(Number) });
    expect(lines.find(ended)?.failures).toBeGreaterThan(5);
  }
}, 60_000);

test("an outage of Redis is one line when it begins and one when it ends", async () => {
  const ofRedis = () => logged(0).filter(({ peer }) => peer === "redis");
  const { token } = nodes.cast.owner;
  await redis.restart(async () => {
    await expect.poll(ofRedis, { timeout: 30_000 }).toHaveLength(1);
    for (let asked = 0; asked < 20; asked += 1) expect(await ask(nodes.urls[0] ?? "", token)).toBe(200);
  });
  await expect.poll(ofRedis, { timeout: 30_000 }).toHaveLength(2);
  expect(ofRedis().map(({ msg }) => msg)).toEqual(["Redis cannot be reached", "Redis can be reached again"]);
}, 60_000);

test("a Redis that has no room answers all the same, and is no outage", async () => {
  const lines: Line[] = [];
  const env = loadEnv({ REDIS_URL: redis.url });
  const logger = createLogger(env, { destination: { write: (line) => lines.push(JSON.parse(line)) } });
  const open = await openRedis({ env, logger });
  await open?.ask((client) => client.config("SET", "maxmemory", "1"));
  for (let asked = 0; asked < 3; asked += 1) {
    await expect(open?.ask((client) => client.set("parley-test", "x"))).rejects.toThrow(/^OOM/u);
    expect(await open?.ask((client) => client.get("parley-test"))).toBeNull();
  }
  await open?.ask((client) => client.config("SET", "maxmemory", "0"));
  expect(lines.map(({ msg }) => msg)).toEqual(["Redis refuses commands"]);
  open?.close();
});

test("the stack of a fault points into the sources, also where Next serves pages", async () => {
  const database = await createTestDatabase();
  const { pool } = database;
  await database.prisma.installation.create({ data: { owner_id: await createUser(database, "olga") } });
  const port = String(await freePort());
  const program = runProgram(["--enable-source-maps", "dist/server.mjs"], {
    ...unset,
    NODE_ENV: "production",
    PARLEY_SETUP_SECRET: setupSecret,
    NEXTAUTH_SECRET: "n".repeat(32),
    DATABASE_URL: database.url,
    PORT: port,
  });
  await program.says(/Parley is ready/);
  expect((await fetch(`http://127.0.0.1:${port}/sign-in`)).status).toBe(200);
  await pool.query("alter table sessions rename to sessions_away");
  const headers = { authorization: `Bearer sst_${"x".repeat(43)}` };
  const answers = await Promise.all([1, 2, 3].map(() => fetch(`http://127.0.0.1:${port}/api/me`, { headers })));
  expect(answers.map(({ status }) => status)).toEqual([500, 500, 500]);
  const [line = "{}"] = await program.says(/^\{"level":"error".+\}$/mu);
  const { err }: Line = JSON.parse(line);
  expect(err?.stack).toMatch(/src\/server\/\S+\.ts:\d+/u);
  expect(err?.stack).not.toMatch(/dist\/(?:chunk|server)\S*\.mjs/u);
  await program.end("SIGTERM");
  await database.close();
}, 60_000);
