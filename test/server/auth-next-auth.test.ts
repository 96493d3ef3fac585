import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadEnv } from "../../src/env";
import { createLogger } from "../../src/server/logger/logger";
import { bearer, cookie, firstSetUp, openSignIn, type SignInWorld, signIn } from "../support/auth";
import { createTestDatabase } from "../support/database";
import { createJar, type Served, serveNextAuth } from "../support/next-auth";

const database = await createTestDatabase();
const world: SignInWorld = openSignIn(database);
const { auth } = world;
let served: Served;

beforeAll(async () => {
  served = await serveNextAuth(auth);
  expect((await fetch(`${served.url}/api/auth/csrf`)).status).toBe(503);
  await auth.setUp(firstSetUp, { userAgent: null });
});

afterAll(async () => {
  await served.close();
  await world.close();
  await database.close();
});

/** Asks next-auth for a link and answers the token that the mailbox shows. */
async function askForLink(jar: ReturnType<typeof createJar>, email: string): Promise<string> {
  const form = { csrfToken: await jar.csrf(), email, display_name: "Asked Here" };
  const asked = await jar.send("/api/auth/signin/email", { form });
  expect(asked.headers.get("location")).toContain("/api/auth/verify-request");
  return new URL(auth.mailbox.list()[0]?.url ?? "").hash.replace("#t=", "");
}

describe("next-auth", () => {
  test("signs in with a link of its own, into an account and a session that everything else knows", async () => {
    const jar = createJar(served.url);
    const token = await askForLink(jar, "Ada@example.org");
    const answer = await jar.send("/api/auth/callback/email", { form: { token } });
    expect(answer.status).toBe(302);
    const set = answer.headers.getSetCookie().find((line) => line.startsWith("cc_session="));
    expect(set).toMatch(/^cc_session=sst_[\w-]+; .*HttpOnly; SameSite=Lax/i);
    const caller = await auth.resolve(cookie(jar.cookies.get("cc_session") ?? ""));
    const user = await auth.profiles.get(caller?.user_id ?? "");
    expect(user).toMatchObject({ email: "ada@example.org", display_name: "Asked Here", handle: "asked-here" });
    expect((await auth.sessions.list(user.id)).sessions.map(({ id }) => id)).toEqual([caller?.credential_id]);
    expect(await (await jar.send("/api/auth/session")).json()).toMatchObject({
      user: { id: user.id, email: "ada@example.org" },
    });
  });

  test("takes links that the API made, and the API takes those of next-auth", async () => {
    const { token } = await auth.links.issue("ben@example.org", "Ben");
    const jar = createJar(served.url);
    await jar.send("/api/auth/callback/email", { form: { token } });
    expect(await auth.resolve(cookie(jar.cookies.get("cc_session") ?? ""))).not.toBeNull();
    const other = await askForLink(createJar(served.url), "ben@example.org");
    expect((await auth.links.consume(other, { userAgent: null })).user.display_name).toBe("Ben");
  });

  test("never uses a link up by GET or HEAD, and uses it once by many POSTs", async () => {
    const { token } = await auth.links.issue("cat@example.org", "");
    const path = `/api/auth/callback/email?token=${token}&email=cat@example.org`;
    for (const method of ["GET", "HEAD", "OPTIONS", "PUT"]) {
      for (let time = 0; time < 5; time += 1) expect((await fetch(served.url + path, { method })).status).toBe(405);
    }
    expect((await auth.links.inspect(token)).email).toBe("cat@example.org");
    const tries = await Promise.all(
      Array.from({ length: 10 }, () => createJar(served.url).send("/api/auth/callback/email", { form: { token } })),
    );
    const signedIn = tries.filter((answer) =>
      answer.headers.getSetCookie().some((line) => line.startsWith("cc_session=sst_")),
    );
    expect(signedIn).toHaveLength(1);
  });

  test("answers HEAD as GET, and a method that it does not have as the API does", async () => {
    const jar = createJar(served.url);
    for (const path of ["/api/auth/session", "/api/auth/csrf", "/api/auth/providers"]) {
      const [got, head] = [await jar.send(path), await jar.send(path, { method: "HEAD" })];
      expect([path, head.status, head.headers.get("content-type")]).toEqual([
        path,
        got.status,
        got.headers.get("content-type"),
      ]);
      expect(await head.text()).toBe("");
      for (const method of ["OPTIONS", "PUT", "PATCH", "DELETE"]) {
        const answer = await jar.send(path, { method });
        expect([path, method, answer.status, answer.headers.get("allow")]).toEqual([
          path,
          method,
          405,
          "GET, HEAD, POST",
        ]);
        expect(await answer.json()).toMatchObject({ code: "method_not_allowed" });
      }
    }
    const fault = await jar.send("/api/auth/error");
    expect(fault.headers.get("location")).toMatch(/\/sign-in\?error=internal$/);
  });

  test("refuses what a page of another site sends", async () => {
    const { token } = await auth.links.issue("dan@example.org", "");
    const answer = await createJar(served.url).send("/api/auth/callback/email", {
      form: { token },
      headers: { origin: "https://evil.example.org" },
    });
    expect(answer.status).toBe(403);
    expect((await auth.links.inspect(token)).email).toBe("dan@example.org");
  });

  test("signs out at once, also on live streams, and only with its own form token", async () => {
    const eve = await signIn(auth, "eve@example.org");
    const jar = createJar(served.url);
    jar.cookies.set("cc_session", eve.token);
    await jar.send("/api/auth/signout", { form: { csrfToken: "wrong" } });
    expect(await auth.resolve(bearer(eve.token))).not.toBeNull();
    jar.cookies.set("cc_session", eve.token);
    const told: string[] = [];
    const stop = auth.onRevoked(({ credential_id }) => told.push(credential_id));
    await jar.send("/api/auth/signout", { form: { csrfToken: await jar.csrf() } });
    stop();
    expect(told).toEqual([eve.session.id]);
    expect(jar.cookies.has("cc_session")).toBe(false);
    await expect(auth.resolve(bearer(eve.token))).rejects.toMatchObject({ code: "unauthenticated" });
  });

  test("answers alike for known and unknown addresses, and sends nobody to another site", async () => {
    await signIn(auth, "known@example.org");
    const answers = [];
    for (const email of ["known@example.org", "unknown@example.org"]) {
      const jar = createJar(served.url);
      const form = { csrfToken: await jar.csrf(), email, callbackUrl: "https://evil.example.org" };
      const answer = await jar.send("/api/auth/signin/email", { form });
      answers.push([answer.status, answer.headers.get("location"), await answer.text()]);
      const token = new URL(auth.mailbox.list()[0]?.url ?? "").hash.replace("#t=", "");
      const landed = await jar.send("/api/auth/callback/email", { form: { token } });
      expect(landed.headers.get("location")).not.toContain("evil");
    }
    expect(answers[0]).toEqual(answers[1]);
  });

  test.each([
    "x",
    "http:",
    "javascript:alert(1)",
    "%00",
    "https://",
    "//evil.example",
    "http://[",
    "x&callbackUrl=y",
    "&callbackUrl=/w",
  ])("takes no harm from callbackUrl=%s, in the address or in a cookie", async (callbackUrl) => {
    const jar = createJar(served.url);
    for (const name of ["next-auth.callback-url", "__Secure-next-auth.callback-url"])
      jar.cookies.set(name, encodeURIComponent(decodeURIComponent(callbackUrl)));
    for (const path of ["csrf", "session", "signin/email", "error"]) {
      const { status } = await jar.send(`/api/auth/${path}?callbackUrl=${callbackUrl}`);
      expect([path, status < 500]).toEqual([path, true]);
    }
    const form = { csrfToken: await jar.csrf(), email: "returns@example.org", json: "true" };
    const answer = await jar.send(`/api/auth/signin/email?callbackUrl=${callbackUrl}`, { form });
    expect(await answer.json()).toEqual({ url: expect.stringContaining("/api/auth/verify-request") });
  });

  test("refuses an address that is none, and fields that are no texts, without a word in the log of errors", async () => {
    const lines: string[] = [];
    const env = loadEnv({ LOG_LEVEL: "error" });
    const logger = createLogger(env, { destination: { write: (line) => lines.push(line) } });
    const heard = openSignIn(database, {}, { logger });
    const other = await serveNextAuth(heard.auth);
    const jar = createJar(other.url);
    const csrfToken = await jar.csrf();
    for (const email of ["none", "", 5, ["ada@example.org"], { a: 1 }, null]) {
      const body = JSON.stringify({ csrfToken, email });
      const headers = {
        "content-type": "application/json",
        cookie: [...jar.cookies].map(([name, value]) => `${name}=${value}`).join("; "),
      };
      const answer = await jar.send("/api/auth/signin/email", { method: "POST", body, headers });
      expect([email, answer.status, answer.headers.get("location")]).toEqual([
        email,
        302,
        expect.stringMatching(/error=\w+/u),
      ]);
    }
    expect(lines).toEqual([]);
    await other.close();
    await heard.close();
  });

  test("counts against the same limits", async () => {
    const limited = openSignIn(database, { PARLEY_RATE_LIMITS: "on" });
    const other = await serveNextAuth(limited.auth);
    const jar = createJar(other.url);
    const ask = async () =>
      (
        await jar.send("/api/auth/signin/email", { form: { csrfToken: await jar.csrf(), email: "often@example.org" } })
      ).headers.get("location");
    for (let time = 0; time < 5; time += 1) expect(await ask()).toContain("verify-request");
    expect(await ask()).toContain("/sign-in?error=rate_limited");
    await other.close();
    await limited.close();
  });
});
