import { randomUUID } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { type Database, openDatabase } from "../../src/server/db/client";

/**
 * Creates the caller's own empty database on the run's PostgreSQL, migrated unless the caller wants to do that.
 * `close` ends its connections and drops it: call it in `afterAll`.
 */
export async function createTestDatabase({ migrated = true } = {}): Promise<Database> {
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await administer(`CREATE DATABASE ${name} TEMPLATE ${migrated ? "template_parley" : "template0"}`);
  const database = openDatabase(inject("postgres").replace("DATABASE", name), { connectionsMax: 10 });
  return {
    ...database,
    close: async () => {
      await database.close();
      await administer(`DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function administer(statement: string): Promise<void> {
  const admin = new pg.Client({ connectionString: inject("postgres").replace("DATABASE", "postgres") });
  await admin.connect();
  await admin.query(statement).finally(() => admin.end());
}
