import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AuthRequest } from "../../src/server/auth/requests";
import { newId } from "../../src/server/context/context";
import { bearer, from, openSignIn, type SignInWorld, signIn } from "../support/auth";
import { createTestDatabase } from "../support/database";

const database = await createTestDatabase();
const { auth, printed, pass, close } = openSignIn(database);

afterAll(async () => {
  await close();
  await database.close();
});

describe("a sign-in link", () => {
  test("signs in once, however many try it at the same moment", async () => {
    const { token } = await auth.links.issue("race@example.org", "Race");
    const tries = await Promise.allSettled(
      Array.from({ length: 50 }, () => auth.links.consume(token, { userAgent: null })),
    );
    expect(tries.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    const refusals = tries.flatMap((result) => (result.status === "rejected" ? [result.reason.code] : []));
    expect(new Set(refusals)).toEqual(new Set(["link_gone"]));
    const user = await database.prisma.user.findUniqueOrThrow({ where: { email: "race@example.org" } });
    expect((await auth.sessions.list(user.id)).sessions).toHaveLength(1);
  });

  test("makes one account when several links of a new address are used at the same moment", async () => {
    const links = await Promise.all(Array.from({ length: 5 }, () => auth.links.issue("five@example.org", "Five")));
    const signedIn = await Promise.all(links.map(({ token }) => auth.links.consume(token, { userAgent: null })));
    expect(new Set(signedIn.map(({ user }) => user.id)).size).toBe(1);
  });

  test("holds for 15 minutes and not a second longer", async () => {
    const early = await auth.links.issue("early@example.org", "");
    const late = await auth.links.issue("late@example.org", "");
    pass(14 * 60 + 59);
    await expect(auth.links.consume(early.token, { userAgent: null })).resolves.toMatchObject({
      user: { email: "early@example.org" },
    });
    pass(1);
    await expect(auth.links.inspect(late.token)).rejects.toMatchObject({ code: "link_gone" });
    await expect(auth.links.consume(late.token, { userAgent: null })).rejects.toMatchObject({ code: "link_gone" });
  });

  test("that was tried too late stays gone when the clock goes back", async () => {
    const looked = await auth.links.issue("looked@example.org", "");
    const tried = await auth.links.issue("tried@example.org", "");
    const gone = { code: "link_gone" };
    pass(15 * 60);
    await expect(auth.links.inspect(looked.token)).rejects.toMatchObject(gone);
    await expect(auth.links.consume(tried.token, { userAgent: null })).rejects.toMatchObject(gone);
    pass(-15 * 60);
    for (const { token } of [looked, tried])
      await expect(auth.links.consume(token, { userAgent: null })).rejects.toMatchObject(gone);
  });

  test("is not used up by looking at it", async () => {
    const { token } = await auth.links.issue("look@example.org", "");
    for (let look = 0; look < 20; look += 1) expect((await auth.links.inspect(token)).email).toBe("look@example.org");
    await expect(auth.links.consume(token, { userAgent: null })).resolves.toBeDefined();
  });

  test("belongs to the imported account that has the address", async () => {
    const id = newId("user");
    await database.prisma.user.create({
      data: { id, email: "old@example.org", display_name: "Old Hand", handle: "old-hand", source: "slack:U1" },
    });
    expect((await signIn(auth, "old@example.org", "Somebody else")).user).toMatchObject({
      id,
      display_name: "Old Hand",
    });
  });

  test("gives namesakes handles of their own, and nobody a word that mentions mean by themselves", async () => {
    const names = await Promise.all(["a", "b", "c"].map((name) => signIn(auth, `${name}@twins.example`, "Zoë Müller")));
    expect(new Set(names.map(({ user }) => user.handle)).size).toBe(3);
    for (const { user } of names) expect(user.handle).toMatch(/^zoe-muller/);
    expect((await signIn(auth, "here@example.org")).user.handle).toBe("user-here");
    expect((await signIn(auth, "bruce@example.org", "李小龙")).user.handle).toBe("lixiaolong");
    expect((await signIn(auth, "party+1@example.org", "🎉")).user.handle).toBe("party");
  });

  test("is shown by no installation that others reach, neither on the console nor in a mailbox", async () => {
    for (const settings of [
      { PARLEY_URL: "https://chat.example.org" },
      { PARLEY_URL: "http://localhost:3000", HOST: "0.0.0.0" },
    ]) {
      const others = openSignIn(database, settings);
      await others.auth.links.issue("unseen@example.org", "");
      expect([others.printed, others.auth.mailbox.list(), others.auth.delivery]).toEqual([[], [], "operator"]);
      await others.close();
    }
  });

  test("shows its address and token on the console alone, behind the number sign of the confirm page", async () => {
    const { token } = await auth.links.issue("shown@example.org", "");
    expect(printed.at(-1)).toContain(`http://127.0.0.1:3000/auth/confirm#t=${token}`);
    expect(auth.mailbox.list()[0]).toMatchObject({ email: "shown@example.org" });
  });

  test("leaves the 50 newest in the mailbox", async () => {
    for (let number = 0; number < 51; number += 1) await auth.links.issue(`n${number}@example.org`, "");
    expect(auth.mailbox.list()).toHaveLength(50);
    expect(auth.mailbox.list().at(-1)?.email).toBe("n1@example.org");
  });
});

describe("an address", () => {
  const admit = (email: string) => auth.links.admit(email);

  test("has one form, whatever the case and width of its letters", async () => {
    expect(await admit("  Ada@Example.ORG ")).toBe("ada@example.org");
    expect(await admit("ａda＠example.org")).toBe("ada@example.org");
    expect(await admit("o.k+tag@sub.example.org")).toBe("o.k+tag@sub.example.org");
  });

  test.each([
    "",
    "ada",
    "@example.org",
    "ada@",
    "a@b@example.org",
    "a＠b@example.org",
    '"ada"@example.org',
    "ada@example.org,eve@example.org",
    "ada，eve@example.org",
    "ada@example.org\r\nBcc: eve@example.org",
    "ada\u0000@example.org",
    "ada eve@example.org",
    "<ada@example.org>",
    "ada@exämple.org",
    "ada@example..org",
    "ada@-example.org",
    `${"a".repeat(65)}@example.org`,
    `ada@${"a.".repeat(130)}org`,
  ])("is refused when it is not one plain address: %j", async (email) => {
    await expect(admit(email)).rejects.toMatchObject({ code: "invalid_input" });
  });
});

describe("the limits", () => {
  test("let exactly five links an hour go to one address and tell how long to wait", async () => {
    const limited = openSignIn(database, { PARLEY_RATE_LIMITS: "on" });
    const ask = () => limited.auth.links.admit("often@example.org");
    for (let number = 0; number < 5; number += 1) await ask();
    await expect(ask()).rejects.toMatchObject({ code: "rate_limited", retryAfterSeconds: 3600 });
    await limited.close();
  });

  test("let nobody be locked out by what others ask for, also when they share a network address", async () => {
    const limited = openSignIn(database, { PARLEY_RATE_LIMITS: "on" });
    for (let number = 0; number < 60; number += 1) await limited.auth.links.admit(`p${number}@example.org`);
    await expect(
      limited.auth.links.admit("p1@example.org"),
      "whom somebody else asked for once",
    ).resolves.toBeDefined();
    await limited.close();
  });
});

describe("a browser in which somebody has signed in before", () => {
  let limited: SignInWorld;
  let known: AuthRequest;

  beforeAll(async () => {
    limited = openSignIn(database, { PARLEY_RATE_LIMITS: "on" });
    known = await knownBrowser("ada@known.example");
  });

  afterAll(() => limited.close());

  async function knownBrowser(email: string): Promise<AuthRequest> {
    const lines = await limited.auth.cookies.signedIn(await signIn(limited.auth, email));
    const line = lines.find((one) => one.startsWith("parley_browser="));
    expect(line).toMatch(/Path=\/api; HttpOnly; SameSite=Strict$/);
    expect(line).not.toContain(email);
    return from({ cookie: `theme=dark; ${line?.split(";", 1)[0]}` }, "10.0.0.9");
  }

  test("gets links for its own address when strangers have used up the five, and no more than five itself", async () => {
    const ask = (request?: AuthRequest) => limited.auth.links.admit("Ada@known.example", request);
    for (let number = 0; number < 5; number += 1) await ask(from());
    await expect(ask(from())).rejects.toMatchObject({ code: "rate_limited" });
    for (let number = 0; number < 5; number += 1) await ask(known);
    await expect(ask(known)).rejects.toMatchObject({ code: "rate_limited" });
    await expect(ask(await knownBrowser("eve@known.example"))).rejects.toMatchObject({ code: "rate_limited" });
  });

  test("pays from a budget of its own, which no forged cookie takes part in", async () => {
    const { payerOf } = limited.auth;
    const mine = await payerOf(known);
    expect(mine).not.toContain("10.0.0.9");
    expect(await payerOf(await knownBrowser("ada@known.example"))).toBe(mine);
    expect(await payerOf(await knownBrowser("eve@known.example"))).not.toBe(mine);
    const value = /parley_browser=(.*)/.exec(known.headers.get("cookie") ?? "")?.[1] ?? "";
    const [person = "", proof = ""] = value.split("~");
    for (const forged of [
      "",
      "~",
      person,
      `${person}~`,
      `${person}~${person}`,
      `~${proof}`,
      `x~${proof}`,
      `${person}~${proof}x`,
    ])
      expect([forged, await payerOf(from({ cookie: `parley_browser=${forged}` }, "10.0.0.9"))]).toEqual([
        forged,
        "10.0.0.9",
      ]);
  });

  test("is let in to nothing by that", async () => {
    expect(await limited.auth.resolve(known)).toBeNull();
  });
});

test("no secret is stored as it was given", async () => {
  const waiting = await auth.links.issue("secret@example.org", "");
  const { token } = await signIn(auth, "stored@example.org");
  expect(await auth.resolve(bearer(token))).not.toBeNull();
  for (const table of ["users", "sessions", "magic_links"]) {
    const { rows } = await database.pool.query<{ row: string }>(`select t::text as row from ${table} t`);
    const dump = rows.map(({ row }) => row).join("\n");
    expect(dump).not.toContain(waiting.token);
    expect(dump).not.toContain(token);
    expect(dump).not.toMatch(/(?:mlt|sst|ccb)_/);
  }
});
