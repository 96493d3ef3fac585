import { afterAll, afterEach, describe, expect, test } from "vitest";
import type { Database } from "../../src/server/db/client";
import { bearer, openSignIn, type SignInWorld, setupSecret } from "../support/auth";
import { createTestDatabase } from "../support/database";

const databases: Database[] = [];
const worlds: SignInWorld[] = [];
const wanted = {
  secret: setupSecret,
  email: "Ada@Example.org",
  display_name: "Ada",
  workspace_name: "Analytical Engine",
};

async function fresh(): Promise<{ database: Database; world: SignInWorld }> {
  const database = await createTestDatabase();
  databases.push(database);
  const world = openSignIn(database);
  worlds.push(world);
  return { database, world };
}

afterEach(async () => {
  await Promise.all(worlds.splice(0).map((world) => world.close()));
});

afterAll(async () => {
  await Promise.all(databases.map((database) => database.close()));
});

describe("the first-run set-up", () => {
  test("makes the owner, the workspace and its first channel, and signs the owner in", async () => {
    const { world } = await fresh();
    expect(await world.auth.isSetUp()).toBe(false);
    const done = await world.auth.setUp(wanted, { userAgent: "test" });
    expect(done.user).toMatchObject({ email: "ada@example.org", display_name: "Ada", handle: "ada" });
    expect(done.workspace).toMatchObject({
      name: "Analytical Engine",
      slug: "analytical-engine",
      created_by: done.user.id,
    });
    expect(done.channel).toMatchObject({ name: "general", workspace_id: done.workspace.id });
    expect(await world.auth.resolve(bearer(done.token))).toMatchObject({
      user_id: done.user.id,
      credential_id: done.session.id,
    });
    expect(await world.auth.isSetUp()).toBe(true);
    await expect(world.auth.setUp(wanted, { userAgent: null })).rejects.toMatchObject({ code: "already_set_up" });
  });

  test("happens once, however many try it at the same moment in two processes", async () => {
    const { database, world } = await fresh();
    const other = openSignIn(database);
    worlds.push(other);
    const tries = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? world : other).auth.setUp(
          { ...wanted, email: `u${index}@example.org` },
          { userAgent: null },
        ),
      ),
    );
    expect(tries.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    const refusals = tries.flatMap((result) => (result.status === "rejected" ? [result.reason.code] : []));
    for (const code of refusals) expect(["already_set_up", "conflict"]).toContain(code);
    expect(await database.prisma.workspace.count()).toBe(1);
    expect(await database.prisma.user.count()).toBe(1);
  });

  test("is refused with a wrong secret and leaves nothing behind", async () => {
    const { database, world } = await fresh();
    for (const secret of ["", "wrong", `${setupSecret}x`]) {
      await expect(world.auth.setUp({ ...wanted, secret }, { userAgent: null })).rejects.toMatchObject({
        code: "forbidden",
      });
    }
    await expect(world.auth.setUp({ ...wanted, email: "no address" }, { userAgent: null })).rejects.toMatchObject({
      code: "invalid_input",
    });
    expect(await database.prisma.user.count()).toBe(0);
  });

  test("goes on where an interrupted one stopped", async () => {
    const { database, world } = await fresh();
    const first = await world.auth.setUp(wanted, { userAgent: null });
    await database.prisma.installation.deleteMany();
    const again = openSignIn(database);
    worlds.push(again);
    const second = await again.auth.setUp(wanted, { userAgent: null });
    expect(second.workspace.id).toBe(first.workspace.id);
    expect(second.user.id).toBe(first.user.id);
    expect(await database.prisma.workspace.count()).toBe(1);
  });
});
