import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Database } from "../../src/server/db/client";
import { firstSetUp, openSignIn, type SignInWorld, setupSecret, signIn } from "../support/auth";
import { createTestDatabase } from "../support/database";
import { unset } from "../support/parley";
import { runProgram } from "../support/process";

let database: Database;
let world: SignInWorld;

/** An installation that others reach and that sends no mail. */
const settings = { PARLEY_URL: "https://chat.example.org", PARLEY_SETUP_SECRET: setupSecret };

beforeAll(async () => {
  database = await createTestDatabase();
  world = openSignIn(database, { ...settings, PARLEY_REGISTRATION: "open" });
});

afterAll(async () => {
  await world.close();
  await database.close();
});

async function admin(args: readonly string[], env: Record<string, string> = {}) {
  const program = runProgram(["dist/admin.mjs", ...args], {
    ...unset,
    ...settings,
    DATABASE_URL: database.url,
    ...env,
  });
  return { code: await program.exited, output: program.output() };
}

describe("npm run admin", () => {
  test("says how it is used when it is asked for nothing, for too little or for too much", async () => {
    const asked = [[], ["login-link"], ["setup-link", "x"]];
    const answers = await Promise.all(asked.map((args) => admin(args)));
    for (const { code, output } of answers) {
      expect(code).toBe(1);
      expect(output).toMatch(/Usage: npm run admin -- setup-link .*\n.*login-link EMAIL/);
    }
  });

  test("prints the link of the set-up until it is used, and signs nobody in before", async () => {
    expect(await admin(["login-link", firstSetUp.email])).toMatchObject({
      code: 1,
      output: expect.stringMatching(/^Parley is not set up yet, so nobody has an account\. .+\n$/),
    });
    expect(await admin(["setup-link"])).toEqual({
      code: 0,
      output: `Set Parley up: https://chat.example.org/setup#secret=${setupSecret}\n`,
    });
    await world.auth.setUp(firstSetUp, { userAgent: null });
    const { code, output } = await admin(["setup-link"]);
    expect([code, output]).toEqual([1, expect.stringMatching(/^Parley is set up already\. .+\n$/)]);
    expect(output).not.toContain(setupSecret);
  });

  test("prints a link that signs a person in once, beside a running server and whatever case the address is in", async () => {
    const { code, output } = await admin(["login-link", "Owner@Example.org"]);
    expect(code).toBe(0);
    const [, token = ""] =
      /^Sign-in link for owner@example\.org \(15 minutes, once\): https:\/\/chat\.example\.org\/auth\/confirm#t=(\S+)\n$/.exec(
        output,
      ) ?? [];
    const { user } = await world.auth.links.consume(token, { userAgent: null });
    expect(user).toMatchObject({ email: firstSetUp.email });
    await expect(world.auth.links.consume(token, { userAgent: null })).rejects.toMatchObject({ code: "link_gone" });
  });

  test("makes no account: an unknown address, and what is none, is told in one sentence", async () => {
    const before = await database.prisma.user.count();
    expect(await admin(["login-link", "nobody@example.org"])).toEqual({
      code: 1,
      output:
        "Nobody here has the e-mail address nobody@example.org. Ask them to open their invite link and to ask for a sign-in link there; then run this again within 15 minutes.\n",
    });
    expect(await admin(["login-link", "not an address"])).toMatchObject({
      code: 1,
      output: expect.stringContaining("is not an e-mail address"),
    });
    expect(await database.prisma.user.count()).toBe(before);
    expect(await database.prisma.magicLink.count()).toBe(0);
  });

  test("says beside a link that it makes an account, where its address is nobody's yet", async () => {
    const open = { PARLEY_REGISTRATION: "open" };
    const said = "Nobody has this address yet: the link makes an account.\n";
    const { code, output } = await admin(["login-link", "newcomer@example.org"], open);
    expect([code, output]).toEqual([0, expect.stringContaining(`\n${said}`)]);
    const known = await admin(["login-link", firstSetUp.email], open);
    expect([known.code, known.output.includes(said)]).toEqual([0, false]);
    await database.prisma.magicLink.deleteMany({});
  });

  test("works however often somebody asked in vain before", async () => {
    await signIn(world.auth, "often@example.org");
    const limited = openSignIn(database, { ...settings, PARLEY_RATE_LIMITS: "on" });
    const ask = () => limited.auth.links.admit("often@example.org");
    for (let time = 0; time < 5; time += 1) await ask();
    await expect(ask()).rejects.toMatchObject({ code: "rate_limited" });
    expect((await admin(["login-link", "often@example.org"])).code).toBe(0);
    await limited.close();
  });

  test("says so when there is no Parley, or nothing in its database", async () => {
    const nowhere = await admin(["setup-link"], { DATABASE_URL: "", PARLEY_DATA_DIR: "/tmp/parley-that-is-not-there" });
    expect(nowhere).toEqual({
      code: 1,
      output: "There is no Parley in /tmp/parley-that-is-not-there, and DATABASE_URL is not set.\n",
    });
    const empty = await createTestDatabase({ migrated: false });
    const { code, output } = await admin(["setup-link"], { DATABASE_URL: empty.url });
    expect([code, output]).toEqual([1, "This database is empty: start Parley once, or run `npm run migrate`.\n"]);
    await empty.close();
  });
});
