import { afterAll, describe, expect, test } from "vitest";
import { bearer, cookie, from, openSignIn, signIn } from "../support/auth";
import { createTestDatabase } from "../support/database";

const database = await createTestDatabase();
const world = openSignIn(database);
const { auth, pass } = world;
const ada = await signIn(auth, "ada@example.org", "Ada");
const ben = await signIn(auth, "ben@example.org", "Ben");

afterAll(async () => {
  await world.close();
  await database.close();
});

describe("the caller", () => {
  test("is who the bearer token names, whatever the cookie says", async () => {
    const request = from({ authorization: `Bearer ${ada.token}`, cookie: `cc_session=${ben.token}` });
    expect(await auth.resolve(request)).toMatchObject({
      user_id: ada.user.id,
      via: "session",
      by_cookie: false,
      scopes: null,
    });
  });

  test("is nobody's fall-back when the bearer token is wrong", async () => {
    const developer = openSignIn(database, { PARLEY_DEV_AUTH: "first-user" });
    for (const token of ["", "sst_wrong", "ccb_wrong", "nonsense", `${ada.token}x`]) {
      const request = from({
        authorization: `Bearer ${token}`,
        cookie: `cc_session=${ada.token}`,
        "x-clickclack-user": ben.user.id,
      });
      await expect(developer.auth.resolve(request)).rejects.toMatchObject({ code: "unauthenticated" });
    }
    await developer.close();
  });

  test("is who the cookie names, and is known to be named by a cookie", async () => {
    expect(await auth.resolve(cookie(ben.token))).toMatchObject({ user_id: ben.user.id, by_cookie: true });
    expect(await auth.resolve(from())).toBeNull();
    expect(await auth.resolve(cookie("sst_old"))).toBeNull();
  });

  test("is refused when two session cookies were sent", async () => {
    const request = from({ cookie: `cc_session=${ada.token}; cc_session=${ben.token}` });
    await expect(auth.resolve(request)).rejects.toMatchObject({ code: "unauthenticated" });
  });

  test("may be named by a header only in development, by a local peer at a local name", async () => {
    const named = { "x-clickclack-user": ada.user.id };
    expect(await auth.resolve(from(named))).toBeNull();
    const developer = openSignIn(database, { PARLEY_DEV_AUTH: "header" });
    expect(await developer.auth.resolve(from(named))).toMatchObject({
      user_id: ada.user.id,
      via: "dev",
      by_cookie: false,
    });
    expect(await developer.auth.resolve(from({ ...named, host: "localhost:3000" }, "::ffff:127.0.0.1"))).not.toBeNull();
    expect(await developer.auth.resolve(from(named, "192.168.1.5"))).toBeNull();
    expect(await developer.auth.resolve(from({ ...named, host: "rebound.example.org" }))).toBeNull();
    expect(await developer.auth.resolve(from({ ...named, host: "localhost.example.org" }))).toBeNull();
    expect(await developer.auth.resolve(from({ ...named, "x-forwarded-for": "127.0.0.1" }))).toBeNull();
    expect(await developer.auth.resolve(from())).toBeNull();
    await expect(developer.auth.resolve(from({ "x-clickclack-user": "usr_none" }))).rejects.toMatchObject({
      code: "unauthenticated",
    });
    expect(await developer.auth.resolve(from({ ...named, cookie: `cc_session=${ben.token}` }))).toMatchObject({
      user_id: ben.user.id,
    });
    await developer.close();
  });

  test("is the first person when development asks for that, and then counts as named by the browser", async () => {
    const developer = openSignIn(database, { PARLEY_DEV_AUTH: "first-user" });
    expect(await developer.auth.resolve(from())).toMatchObject({ user_id: ada.user.id, via: "dev", by_cookie: true });
    expect(await developer.auth.resolve(from({}, "10.0.0.1"))).toBeNull();
    await developer.close();
  });
});

describe("a session", () => {
  test("is told to have ended the moment it is revoked, and lets nobody in any more", async () => {
    const cat = await signIn(auth, "cat@example.org");
    const other = await signIn(auth, "cat@example.org");
    expect(await auth.resolve(bearer(cat.token))).not.toBeNull();
    const told: string[] = [];
    const stop = auth.onRevoked(({ credential_id }) => told.push(credential_id));
    await auth.sessions.revoke(cat.user.id, cat.session.id);
    stop();
    expect(told).toEqual([cat.session.id]);
    await expect(auth.resolve(bearer(cat.token))).rejects.toMatchObject({ code: "unauthenticated" });
    expect(await auth.resolve(bearer(other.token))).not.toBeNull();
  });

  test("can only be ended by its own person", async () => {
    await expect(auth.sessions.revoke(ben.user.id, ada.session.id)).rejects.toMatchObject({ code: "not_found" });
    expect(await auth.resolve(bearer(ada.token))).not.toBeNull();
  });

  test("survives when its person signs out everywhere else", async () => {
    const kept = await signIn(auth, "dan@example.org");
    await signIn(auth, "dan@example.org");
    await signIn(auth, "dan@example.org");
    expect(await auth.sessions.revokeOthers(kept.user.id, kept.session.id)).toHaveLength(2);
    expect((await auth.sessions.list(kept.user.id)).sessions.map(({ id }) => id)).toEqual([kept.session.id]);
  });

  test("lasts 30 days from its last use", async () => {
    const eve = await signIn(auth, "eve@example.org");
    pass(29 * 86_400);
    expect(await auth.resolve(bearer(eve.token))).not.toBeNull();
    pass(29 * 86_400);
    expect(await auth.resolve(bearer(eve.token))).not.toBeNull();
    pass(30 * 86_400 + 1);
    await expect(auth.resolve(bearer(eve.token))).rejects.toMatchObject({ code: "unauthenticated" });
    expect((await auth.sessions.list(eve.user.id)).sessions).toEqual([]);
  });

  test("notes its use at most once a minute", async () => {
    const fay = await signIn(auth, "fay@example.org");
    const lastUse = async () => (await auth.sessions.list(fay.user.id)).sessions[0]?.last_used_at;
    const first = await lastUse();
    pass(59);
    await auth.resolve(bearer(fay.token));
    expect(await lastUse()).toBe(first);
    pass(2);
    await auth.resolve(bearer(fay.token));
    expect(await lastUse()).not.toBe(first);
  });
});
