import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTemporaryPostgres, type TemporaryPostgres } from "../../src/server/db/built-in/temporary-postgres";
import { type Database, openDatabase } from "../../src/server/db/client";
import { migrate } from "../../src/server/db/migrations/migrate";
import { createExecute } from "../../src/server/log/execute";
import { createHotStates } from "../../src/server/log/hot-states";
import { createLog } from "../../src/server/log/log";
import { verifyLogs } from "../../src/server/log/verify";
import { createWorld, testContext, type World } from "../support/app";
import { compiled } from "../support/compiled";
import { repetitions } from "../support/trials";

const writerProgram = compiled("test/support/writer.ts");

let postgres: TemporaryPostgres;
let url: string;
let world: World;
const acknowledged: string[] = [];

beforeAll(async () => {
  postgres = await startTemporaryPostgres();
  url = postgres.urlOf("postgres");
  await migrate(url);
  await withDatabase(async (database) => {
    const log = createLog(database.pool);
    const writer = createExecute(testContext(database), { log, states: createHotStates(database.pool) });
    world = await createWorld(database, writer.execute);
    await writer.close();
  });
});

afterAll(() => postgres?.close());

test("killing the server again and again under load loses, doubles and skips nothing", async () => {
  for (let round = 0; round < repetitions({ once: 2, trials: 6 }); round += 1) {
    const writer = startWriter(`server-${round}`);
    await writer.more(30 + round * 40);
    writer.process.kill("SIGKILL");
    await once(writer.process, "close");
  }
  await expectEverythingOnce();
}, 120_000);

// I1
test("killing PostgreSQL under load loses, doubles and skips nothing, and the writer goes on by itself", async () => {
  const writer = startWriter("postgres");
  for (let round = 0; round < repetitions({ trials: 3 }); round += 1) {
    await writer.more(60);
    await postgres.crash();
  }
  await writer.more(60);
  writer.process.kill("SIGKILL");
  await once(writer.process, "close");
  await expectEverythingOnce();
}, 120_000);

async function expectEverythingOnce(): Promise<void> {
  await withDatabase(async (database) => {
    const { rows } = await database.pool.query<{ nonce: string; count: string }>(
      "select nonce, count(*) from messages where workspace_id = $1 group by nonce",
      [world.workspaceId],
    );
    const stored = new Map(rows.map((row) => [row.nonce, Number(row.count)]));
    expect(acknowledged.length).toBeGreaterThanOrEqual(100);
    expect(acknowledged.filter((nonce) => stored.get(nonce) !== 1)).toEqual([]);
    expect([...stored.values()].filter((count) => count !== 1)).toEqual([]);
    expect((await verifyLogs(database.pool)).differences).toEqual([]);
  });
}

/** `more(n)` resolves once `n` further messages have been acknowledged. */
function startWriter(prefix: string): { process: ChildProcess; more: (count: number) => Promise<void> } {
  const child = spawn(
    process.execPath,
    [writerProgram, url, world.workspaceId, world.generalId, world.ownerId, prefix],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const lines = createInterface({ input: child.stdout });
  lines.on("line", (line) => {
    if (line.startsWith(prefix)) acknowledged.push(line);
  });
  return {
    process: child,
    more: async (count) => {
      const goal = acknowledged.length + count;
      while (acknowledged.length < goal) await once(lines, "line");
    },
  };
}

async function withDatabase(use: (database: Database) => Promise<void>): Promise<void> {
  const database = openDatabase(url, { connectionsMax: 4 });
  await use(database).finally(() => database.close());
}
