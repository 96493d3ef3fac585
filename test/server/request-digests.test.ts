import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { installationSecret, keyedDigest, requestDigests } from "../../src/server/context/installation-key";
import { type Database, openDatabase } from "../../src/server/db/client";
import { migrate } from "../../src/server/db/migrations/migrate";
import { migrationNames } from "../../src/server/db/migrations/migrations";
import { keepHouse } from "../../src/server/jobs/housekeeping";
import { createExecute, type Execute } from "../../src/server/log/execute";
import { createHotStates } from "../../src/server/log/hot-states";
import { createLog } from "../../src/server/log/log";
import { verifyLogs } from "../../src/server/log/verify";
import { createIdempotency, type Idempotency } from "../../src/server/requests/idempotency";
import { createWorld, message, testContext, type World } from "../support/app";
import { restoreInto, takeBackup } from "../support/backup";
import { createTestDatabase } from "../support/database";

type Life = {
  readonly database: Database;
  readonly execute: Execute;
  readonly idempotency: Idempotency;
  close(): Promise<void>;
};

const opened: Life[] = [];
let life: Life;
let world: World;

beforeAll(async () => {
  life = start(await createTestDatabase());
  world = await createWorld(life.database, life.execute);
});
afterAll(async () => {
  for (const one of opened.reverse()) {
    await one.close();
    await one.database.close();
  }
});

/** A process over a database of its own. */
function start(database: Database): Life {
  const context = testContext(database);
  const writer = createExecute(context, { log: createLog(database.pool), states: createHotStates(database.pool) });
  const made = { ...writer, database, idempotency: createIdempotency(context, writer) };
  opened.push(made);
  return made;
}

const bare = (request: unknown) => createHash("sha256").update(JSON.stringify(request)).digest("base64url");

/** Sends under a nonce; its request is what tells a retry from another message. */
function send({ execute }: Life, nonce: string, request: unknown = { said: nonce }) {
  return execute(world.workspaceId, message(world.generalId, nonce, nonce), {
    actor: { user_id: world.ownerId },
    request,
  });
}

const keyed = (key: string, request: unknown = { made: key }) => ({ user_id: world.ownerId, key, request });

async function answerKey({ idempotency }: Life, key: string): Promise<void> {
  const begun = await idempotency.begin(keyed(key));
  if ("claimed" in begun) await begun.claimed.finish({ status: 201, body: null });
}

async function digestsIn({ pool }: Database): Promise<string[]> {
  const { rows } = await pool.query<{ digest: string }>(
    `select request_digest as digest from events where request_digest is not null
      union all select request_digest from messages where request_digest is not null
      union all select request_hash from idempotency_keys`,
  );
  return rows.map(({ digest }) => digest);
}

/** As a version without a key would have left them. */
async function makeBare({ pool }: Database, nonces: readonly string[]): Promise<void> {
  for (const nonce of nonces) {
    await pool.query(
      `with written as (update messages set request_digest = $2 where nonce = $1 returning workspace_id, event_cursors)
        update events set request_digest = $2 from written
        where events.workspace_id = written.workspace_id and events.cursor = (event_cursors ->> 0)::int8`,
      [nonce, bare({ said: nonce })],
    );
    await pool.query("update idempotency_keys set request_hash = $2 where key = $1", [nonce, bare({ made: nonce })]);
  }
}

// I8, I12
test("a guess at a deleted text finds its digest nowhere in the database", async () => {
  const request = { body: "the guess" };
  const [sent] = (await send(life, "guessed", request)).events;
  await answerKey(life, "guessed");
  if (sent?.type !== "message.created") throw new Error("no message");
  await world.as(world.ownerId, { type: "message.delete", input: { message_id: sent.payload.message_id } });
  const { rows } = await life.database.pool.query<{ name: string }>(
    "select relname as name from pg_class where relkind = 'r' and relnamespace = current_schema()::regnamespace",
  );
  for (const { name } of rows) {
    const table = await life.database.pool.query(`select to_jsonb("${name}")::text as row from "${name}"`);
    const text = table.rows.map(({ row }) => row).join();
    for (const guess of [request, { made: "guessed" }])
      for (const encoding of ["base64url", "base64", "hex"] as const)
        expect(text).not.toContain(createHash("sha256").update(JSON.stringify(guess)).digest(encoding));
  }
  expect(await send(life, "guessed", request)).toMatchObject({ replayed: true, events: [{ id: sent.id }] });
  await expect(send(life, "guessed", { body: "another" })).rejects.toMatchObject({ code: "nonce_conflict" });
});

test("many processes that need the secret first make one of it, which no purpose shares with another", async () => {
  const { pool } = start(await createTestDatabase()).database;
  const asking = Array.from({ length: 20 }, () => ({ query: pool.query.bind(pool) }) as typeof pool);
  const digests = await Promise.all(asking.map(async (one) => (await keyedDigest(one, "requests"))("text")));
  expect(new Set(digests).size).toBe(1);
  expect((await keyedDigest(pool, "signIn"))("text")).not.toBe(digests[0]);
  const shown = await Promise.all(asking.map((one) => installationSecret(one, "setUp")));
  expect(new Set(shown).size).toBe(1);
  expect(shown[0]).toMatch(/^sup_[\w-]{43}$/);
  expect(await installationSecret(pool, "nextAuth")).toMatch(/^nas_[\w-]{43}$/);
  expect((await installationSecret(pool, "nextAuth")).slice(4)).not.toBe(shown[0]?.slice(4));
  const { rows } = await pool.query<{ secret: Buffer }>("select secret from installation_secret");
  expect(shown[0]).not.toContain(rows[0]?.secret.toString("base64url"));
  expect((await pool.query("select length(secret) as bytes from installation_secret")).rows).toEqual([{ bytes: 32 }]);
});

test("the migration keys every digest that lies there, in events, messages and kept answers, and each is known again", async () => {
  const { database } = life;
  for (const nonce of ["before-1", "before-2"]) {
    await send(life, nonce);
    await answerKey(life, nonce);
  }
  await makeBare(database, ["before-1", "before-2"]);
  expect(await digestsIn(database)).toContain(bare({ said: "before-1" }));
  const name = (await migrationNames()).find((one) => one.endsWith("keyed_request_digests")) ?? "";
  await database.pool.query("drop table installation_secret");
  await database.pool.query("drop index messages_bare_request_digest_idx, events_bare_request_digest_idx");
  await database.pool.query("delete from _prisma_migrations where migration_name = $1", [name]);
  expect(await migrate(database.url)).toEqual([name]);

  // The secret is another one now, which a process that was there before does not know.
  const after = start(openDatabase(database.url, { connectionsMax: 5 }));
  life = after;
  const { keyed: keyOf } = await requestDigests(after.database.pool);
  const digests = await digestsIn(database);
  expect(digests.filter((digest) => digest.length === 43)).toEqual([]);
  expect(digests).toContain(keyOf(bare({ said: "before-1" })));
  expect((await verifyLogs(database.pool)).differences).toEqual([]);
  for (const nonce of ["before-1", "before-2"]) {
    expect(await send(after, nonce)).toMatchObject({ replayed: true });
    expect(await after.idempotency.begin(keyed(nonce))).toHaveProperty("answered");
    await expect(after.idempotency.begin(keyed(nonce, "another"))).rejects.toMatchObject({
      code: "idempotency_mismatch",
    });
  }
});

test("what a process of the version before stores beside this one is known again, and keyed a day later", async () => {
  const beside = start(openDatabase(life.database.url, { connectionsMax: 5 }));
  const { pool } = beside.database;
  await send(beside, "beside");
  await answerKey(beside, "beside");
  await makeBare(beside.database, ["beside"]);
  expect(await send(beside, "beside")).toMatchObject({ replayed: true });
  expect(await beside.idempotency.begin(keyed("beside"))).toHaveProperty("answered");

  const context = testContext(beside.database);
  expect(await keepHouse(context)).toBe(true);
  expect(await digestsIn(beside.database)).toContain(bare({ said: "beside" }));
  await pool.query("update events set created_at = created_at - interval '25 hours' where length(request_digest) = 43");
  expect(await keepHouse(context)).toBe(true);
  expect(await digestsIn(beside.database)).not.toContain(bare({ said: "beside" }));
  expect(await send(beside, "beside")).toMatchObject({ replayed: true });
});

test("a restored backup knows every request again, and has the secret that its digests were made with", async () => {
  await send(life, "archived");
  const restored = await createTestDatabase();
  await restoreInto(restored, await takeBackup(life.database), { epochMin: 1 });
  const again = start(restored);
  expect(await send(again, "archived")).toMatchObject({ replayed: true });
});
