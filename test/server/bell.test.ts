import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadEnv } from "../../src/env";
import { type Bell, openBell, type Word } from "../../src/server/bell/bell";
import { openRedis } from "../../src/server/bell/redis";
import type { Database } from "../../src/server/db/client";
import { createMetrics, type Metrics } from "../../src/server/metrics/metrics";
import { createTestDatabase } from "../support/database";
import { startRedis, type TestRedis } from "../support/redis";
import { createInbox, type Inbox } from "../support/streams";

let database: Database;
let redis: TestRedis;
const closing: (() => Promise<void>)[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  redis = await startRedis();
});

afterAll(async () => {
  for (const close of closing) await close();
  await redis.close();
  await database.close();
});

const wires = ["NOTIFY", "Redis"] as const;
type WireName = (typeof wires)[number];
type Process = { readonly bell: Bell; readonly heard: Inbox<Word>; readonly metrics: Metrics };

async function open(wire: WireName, role: Record<string, string> = {}): Promise<Process> {
  const env = loadEnv({ DATABASE_URL: database.url, ...(wire === "Redis" && { REDIS_URL: redis.url }), ...role });
  const metrics = createMetrics();
  const logger = pino({ level: "silent" });
  const client = await openRedis({ env, logger });
  const bell = openBell({
    env,
    databaseUrl: database.url,
    isVisitor: false,
    redis: client,
    logger,
    metrics: metrics.messenger,
  });
  closing.push(bell.close, async () => client?.close());
  const heard = createInbox<Word>();
  // What a process asks when it begins to listen is presence's business.
  bell.onWord((word) => word.type !== "who_is_there" && heard.put(word));
  return { bell, heard, metrics };
}

function appended(head: number): Word {
  return { type: "appended", workspace_id: "wsp_1", head };
}

/** Says one thing after another until it is heard: a bell that has just been opened may not be listening yet. */
async function untilHeard(from: Process, to: Process): Promise<void> {
  const before = to.heard.items.length;
  for (let head = 1; to.heard.items.length === before; head += 1) {
    await from.bell.tell(appended(head));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe.each(wires)("over %s", (wire) => {
  test("every other process hears what one tells, in order, and the teller itself does not", async () => {
    const [one, two, three] = await Promise.all([open(wire), open(wire), open(wire)]);
    await untilHeard(one, two);
    await untilHeard(one, three);
    const heads = Array.from({ length: 50 }, (_, index) => 1_000 + index);
    await Promise.all(heads.map((head) => one.bell.tell(appended(head))));
    for (const { heard } of [two, three]) {
      const all = await heard.until((words) => words.some((word) => word.type === "appended" && word.head === 1_049));
      expect(all.slice(-50)).toEqual(heads.map(appended));
    }
    expect(one.heard.items).toEqual([]);
    const carrier = wire === "Redis" ? "redis" : "postgres";
    expect(await one.metrics.text()).toMatch(new RegExp(`parley_bells_total{carrier="${carrier}",result="sent"} \\d`));
    expect(await two.metrics.text()).toMatch(
      new RegExp(`parley_bells_total{carrier="${carrier}",result="received"} \\d`),
    );
  });

  test("a process without streams of its own tells and does not listen", async () => {
    const web = await open(wire, {
      PARLEY_ROLE: "web",
      PARLEY_URL: "http://127.0.0.1:3000",
      PARLEY_REALTIME_URL: "http://127.0.0.1:3001",
      PARLEY_SETUP_SECRET: "a-secret-for-tests-only",
      NEXTAUTH_SECRET: "n".repeat(32),
    });
    const [all, other] = await Promise.all([open(wire), open(wire)]);
    await untilHeard(web, all);
    await untilHeard(all, other);
    expect(web.heard.items).toEqual([]);
  });

  test("what only a later version understands is passed over", async () => {
    const [one, two] = await Promise.all([open(wire), open(wire)]);
    await untilHeard(one, two);
    await one.bell.tell(appended(100_001));
    await one.bell.tell({ type: "of the future" } as never);
    await one.bell.tell(appended(100_002));
    const heard = await two.heard.until((words) =>
      words.some((word) => word.type === "appended" && word.head === 100_002),
    );
    expect(heard.slice(-2)).toEqual([appended(100_001), appended(100_002)]);
  });

  test("after its connections were cut a bell is heard again by itself", async () => {
    const [one, two] = await Promise.all([open(wire), open(wire)]);
    await untilHeard(one, two);
    if (wire === "Redis") await redis.restart();
    else
      await database.pool.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'parley bell' and datname = current_database()",
      );
    await untilHeard(one, two);
  });
});

test("a text that is too long for NOTIFY is lost, and those around it are not", async () => {
  const [one, two] = await Promise.all([open("NOTIFY"), open("NOTIFY")]);
  await untilHeard(one, two);
  const people: [string, "online"][] = Array.from({ length: 500 }, (_, index) => [`usr_${index}_of_many`, "online"]);
  await Promise.all([
    one.bell.tell(appended(100_001)),
    one.bell.tell({ type: "present", workspace_id: "wsp_1", people }),
    one.bell.tell(appended(100_002)),
  ]);
  const heard = await two.heard.until((words) =>
    words.some((word) => word.type === "appended" && word.head === 100_002),
  );
  expect(heard.slice(-2)).toEqual([appended(100_001), appended(100_002)]);
});

test("telling fails quietly while nothing carries it", async () => {
  const { bell } = await open("Redis");
  await redis.restart(() => bell.tell(appended(1)));
});

test("a Redis that takes connections and stays silent is waited for once, and then passed over for a while", async () => {
  const silent = createServer((socket) => socket.on("error", () => undefined));
  silent.listen(0, "127.0.0.1");
  await once(silent, "listening");
  const { port } = silent.address() as AddressInfo;
  const env = loadEnv({ REDIS_URL: `redis://127.0.0.1:${port}` });
  const client = await openRedis({ env, logger: pino({ level: "silent" }) });
  await expect(client?.ask((redis) => redis.ping())).rejects.toThrow("timed out");
  await expect(client?.ask((redis) => redis.ping())).rejects.toThrow("did not answer a moment ago");
  client?.close();
  silent.close();
});
