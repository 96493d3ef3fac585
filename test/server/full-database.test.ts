import { chownSync, mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../../src/server/db/client";
import { message } from "../support/app";
import { createTestDatabase } from "../support/database";
import { type Served, serve } from "../support/served";
import { mountSmallDisk, type SmallDisk } from "../support/small-disk";

let disk: SmallDisk | undefined;
let served: Served;

beforeAll(async () => {
  disk = mountSmallDisk(40);
  const database = await createTestDatabase();
  if (disk) await moveOnto(disk, database);
  served = await serve(database);
});
afterAll(async () => {
  disk?.empty();
  await served.close();
  disk?.close();
});

/** The tables of a database on a disk of their own; its log of changes stays where it is, so that the server lives. */
async function moveOnto({ folder }: SmallDisk, database: Database): Promise<void> {
  const { rows } = await database.pool.query(
    "select current_setting('data_directory') as folder, current_database() as name",
  );
  const place = join(folder, "tables");
  mkdirSync(place);
  const { uid, gid } = statSync(rows[0].folder);
  chownSync(place, uid, gid);
  await database.pool.query(`create tablespace ${rows[0].name} location '${place}'`);
  for (const { name } of await tablesOf(database))
    await database.pool.query(`alter table "${name}" set tablespace ${rows[0].name}`);
}

async function tablesOf(database: Database): Promise<{ name: string }[]> {
  const { rows } = await database.pool.query("select tablename as name from pg_tables where schemaname = 'public'");
  return rows;
}

function post(path: string, body: object): Promise<Response> {
  return fetch(`${served.url}/api${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${served.owner.token}` },
    body: JSON.stringify(body),
  });
}

const full = { code: "storage_full", error: expect.stringContaining("disk of its database is full") };

test("a full disk of the database refuses messages and sign-in links at once and by name, and nothing is lost when there is room again", async () => {
  if (!disk) return;
  const path = `/channels/${served.world.generalId}/messages`;
  disk.fill();
  let refused: Response | undefined;
  const kept: string[] = [];
  // What is free within the pages of the tables is used up first.
  for (let number = 0; refused === undefined; number += 1) {
    const body = `${number} ${"x".repeat(30_000)}`;
    const response = await post(path, { body });
    if (response.ok) kept.push(body);
    else refused = response;
  }
  expect(refused.status).toBe(507);
  expect(refused.headers.get("retry-after")).toBe("30");
  expect(await refused.json()).toMatchObject(full);
  const together = await Promise.all([1, 2, 3].map(() => post(path, { body: "y".repeat(30_000) })));
  expect(together.map(({ status }) => status)).toEqual([507, 507, 507]);
  const link = await post("/auth/magic/request", { email: "ada@example.org" });
  expect([link.status, await link.json()]).toEqual([507, expect.objectContaining(full)]);
  disk.empty();
  expect((await post(path, { body: "There is room again." })).status).toBe(201);
  expect((await post("/auth/magic/request", { email: "ada@example.org" })).status).toBe(202);
  const { rows } = await served.database.pool.query("select body from messages order by channel_seq");
  expect(rows.map(({ body }) => body)).toEqual([...kept, "There is room again."]);
  await served.as(served.owner, message(served.world.generalId, "And it goes on."));
});
