import { readdir } from "node:fs/promises";
import { afterAll, expect, test } from "vitest";
import { migrate } from "../../src/server/db/migrations/migrate";
import { createTestDatabase } from "../support/database";

const database = await createTestDatabase();
afterAll(() => database.close());

test("a test database is migrated and nothing is left to apply", async () => {
  expect(await migrate(database.url)).toEqual([]);
});

test("Prisma and the pool speak to the same database", async () => {
  const name = new URL(database.url).pathname.slice(1);
  const throughPool = await database.pool.query<{ name: string }>("SELECT current_database() AS name");
  const throughPrisma = await database.prisma.$queryRaw`SELECT current_database() AS name`;
  expect(throughPool.rows).toEqual([{ name }]);
  expect(throughPrisma).toEqual([{ name }]);
});

test("two processes may migrate an empty database at once: each migration is applied by exactly one", async () => {
  await database.pool.query("CREATE DATABASE migrated_twice");
  const url = database.url.replace(/[^/]+$/, "migrated_twice");
  const [first = [], second = []] = await Promise.all([migrate(url), migrate(url)]);
  expect([...first, ...second].sort()).toEqual(
    (await readdir("prisma/migrations")).filter((name) => /^\d/.test(name)).sort(),
  );
});
