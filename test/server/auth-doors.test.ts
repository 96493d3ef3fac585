import { once } from "node:events";
import { createServer, request as send } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ApiHandler, createApiHandler } from "../../src/doors/api";
import { loadEnv } from "../../src/env";
import { type App, createApp } from "../../src/server/app";
import { createMailbox } from "../../src/server/auth/mailbox";
import { testContext } from "../support/app";
import { firstSetUp, from, openSignIn, setupSecret, signIn } from "../support/auth";
import { createTestDatabase } from "../support/database";

const database = await createTestDatabase();
const server = createServer();
let port = 0;
let app: App;
/** The same with `PARLEY_LOCAL_TOKENS=1`. */
let handing: App;
let serveApi: ApiHandler;

beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  port = (server.address() as AddressInfo).port;
  const settings = { PORT: String(port), PARLEY_SETUP_SECRET: setupSecret, NEXTAUTH_SECRET: "n".repeat(32) };
  app = await createApp(testContext(database, { env: loadEnv(settings) }));
  serveApi = createApiHandler(app);
  server.on("request", (incoming, outgoing) => serveApi(incoming, outgoing));
  handing = await createApp(testContext(database, { env: loadEnv({ ...settings, PARLEY_LOCAL_TOKENS: "1" }) }));
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await app.close();
  await handing.close();
  await database.close();
});

type Sent = { method?: string; headers?: Record<string, string>; body?: unknown };

/** A request whose every header, `Host` too, is the caller's. */
async function call(path: string, { method = "GET", headers = {}, body }: Sent = {}) {
  const outgoing = send({
    host: "127.0.0.1",
    port,
    path,
    method,
    headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
  });
  outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  const [incoming] = await once(outgoing, "response");
  return { status: incoming.statusCode, headers: incoming.headers, text: await text(incoming) };
}

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  call(path, { method: "POST", body, headers });
const askFor = (email: string, headers: Record<string, string> = {}) =>
  post("/api/auth/magic/request", { email }, headers);

test("nothing but the set-up is served before it, and it signs its owner in", async () => {
  expect((await askFor("ada@example.org")).status).toBe(503);
  expect((await call("/api/me")).status).toBe(503);
  const done = await post("/api/setup", firstSetUp);
  expect(done.status).toBe(201);
  expect(done.headers["set-cookie"]?.[0]).toMatch(/^cc_session=sst_/);
  expect(done.headers["cache-control"]).toBe("no-store, no-transform");
  expect(done.headers["set-cookie"]).toContainEqual(
    expect.stringMatching(/^parley_mailbox=mbx_[\w-]{43}; .*Path=\/api; HttpOnly; SameSite=Strict$/),
  );
  expect(Object.keys(JSON.parse(done.text)).sort()).toEqual(["channel", "session", "token", "user", "workspace"]);
  expect((await post("/api/setup", firstSetUp)).status).toBe(409);
});

describe("asking for a link", () => {
  test("is answered alike for known and unknown addresses", async () => {
    await signIn(app.auth, "known@example.org");
    const seen = [];
    for (const email of ["known@example.org", "unknown@example.org"]) {
      const answer = await askFor(email, { "x-forwarded-for": "10.0.0.1" });
      const {
        date: _date,
        "x-request-id": _id,
        "x-correlation-id": _too,
        ratelimit: _left,
        ...headers
      } = answer.headers;
      seen.push({ status: answer.status, text: answer.text, headers });
    }
    expect(seen[0]).toEqual(seen[1]);
    expect(seen[0]).toMatchObject({ status: 202, text: '{"sent":true}' });
  });

  test("answers no token and opens no mailbox by itself, however near the caller looks", async () => {
    const disguises: Record<string, string>[] = [
      {},
      { host: `localhost:${port}` },
      { origin: `http://127.0.0.1:${port}` },
    ];
    for (const [index, headers] of disguises.entries()) {
      const answer = await askFor(`near${index}@example.org`, headers);
      expect([headers, answer.status, answer.text]).toEqual([headers, 202, '{"sent":true}']);
      expect((await call("/api/auth/mailbox", { headers })).status).toBe(404);
    }
  });

  test("answers the token with PARLEY_LOCAL_TOKENS=1, and to no forged host or proxied caller", async () => {
    serveApi = createApiHandler(handing);
    const local = await askFor("local@example.org");
    expect(local.status).toBe(201);
    const { token, magic_link } = JSON.parse(local.text);
    expect(magic_link).toMatchObject({ email: "local@example.org", token });
    const forged: Record<string, string>[] = [
      { host: "chat.example.org" },
      { host: `localhost.example.org:${port}` },
      { forwarded: "for=127.0.0.1" },
      { "x-forwarded-host": "localhost" },
      { "x-forwarded-for": "127.0.0.1" },
      { "cf-connecting-ip": "127.0.0.1" },
      { "x-envoy-external-address": "127.0.0.1" },
    ];
    for (const [index, headers] of forged.entries()) {
      const answer = await askFor(`forged${index}@example.org`, headers);
      expect([headers, answer.status, answer.text]).toEqual([headers, 202, '{"sent":true}']);
      expect((await call("/api/auth/mailbox", { headers })).status).toBe(404);
    }
    expect((await call("/api/auth/mailbox")).status).toBe(200);
    serveApi = createApiHandler(app);
  });

  test("is refused after the fifth time in an hour, with the time to wait", async () => {
    for (let time = 0; time < 5; time += 1) expect((await askFor("often@example.org")).status).toBe(202);
    const refused = await askFor("often@example.org");
    expect(refused.status).toBe(429);
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(3500);
  });

  test("is refused from another site and as anything but JSON", async () => {
    expect((await askFor("x@example.org", { origin: "https://evil.example.org" })).status).toBe(403);
    expect((await askFor("x@example.org", { "content-type": "text/plain" })).status).toBe(415);
    expect((await askFor("x＠y@example.org")).status).toBe(422);
  });
});

describe("the mailbox", () => {
  const look = async (headers: Record<string, string>) => (await call("/api/auth/mailbox", { headers })).status;

  test("opens to the browser that brings the secret of the link which the server printed, by a cookie", async () => {
    const { secret } = app.auth.mailbox;
    const answer = await post("/api/auth/mailbox", { secret });
    const [line = ""] = answer.headers["set-cookie"] ?? [];
    expect(line).toMatch(/^parley_mailbox=mbx_[\w-]{43}; Max-Age=\d+; Path=\/api; HttpOnly; SameSite=Strict$/);
    expect(line).not.toContain(secret);
    const [cookie = ""] = line.split(";");
    expect(await look({ cookie: `theme=dark; ${cookie}` })).toBe(200);
    const { text } = await call("/api/auth/delivery", { headers: { cookie } });
    expect(JSON.parse(text)).toEqual({ links: "console", mailbox: true });
  });

  test("stays closed to a wrong secret, a wrong cookie, and to the secret in the cookie's place", async () => {
    const { secret } = app.auth.mailbox;
    for (const wrong of ["", "mbx_", `${secret}x`, secret.slice(0, -1), setupSecret]) {
      const answer = await post("/api/auth/mailbox", { secret: wrong });
      expect([wrong, [403, 422].includes(answer.status), answer.headers["set-cookie"]]).toEqual([
        wrong,
        true,
        undefined,
      ]);
    }
    for (const value of ["", "mbx_", secret, setupSecret, "yes"])
      expect([value, await look({ cookie: `parley_mailbox=${value}` })]).toEqual([value, 404]);
    expect(JSON.parse((await call("/api/auth/delivery")).text)).toEqual({ links: "console", mailbox: false });
  });

  test("opens to the signed-in owner of the installation and to nobody else who is signed in", async () => {
    const owner = await signIn(app.auth, firstSetUp.email);
    const other = await signIn(app.auth, "other@example.org");
    expect(await look({ cookie: `cc_session=${owner.token}` })).toBe(200);
    expect(await look({ authorization: `Bearer ${owner.token}` })).toBe(200);
    expect(await look({ cookie: `cc_session=${other.token}` })).toBe(404);
    await app.auth.sessions.revoke(owner.user.id, owner.session.id);
    expect(await look({ cookie: `cc_session=${owner.token}` })).toBe(404);
  });

  test("forgets at its end whom a start has let in: the link and the cookies of another start open nothing", async () => {
    const [earlier, later] = [createMailbox(loadEnv({})), createMailbox(loadEnv({}))];
    expect(later.secret).not.toBe(earlier.secret);
    expect(later.cookieFor(earlier.secret)).toBeNull();
    for (const line of [earlier.cookieFor(earlier.secret), earlier.ownersCookie()]) {
      const request = from({ cookie: line?.split(";", 1)[0] ?? "" });
      const visitor = { request, isOwner: async () => false };
      expect([await earlier.admits(visitor), await later.admits(visitor)]).toEqual([true, false]);
    }
  });

  test("shows no link that has expired", () => {
    const mailbox = createMailbox(loadEnv({}));
    const link = { purpose: "sign_in", email: "a@example.org", newEmail: null, url: "", created_at: "" } as const;
    mailbox.keep({ ...link, id: "over", expires_at: new Date(Date.now() - 1).toISOString() });
    mailbox.keep({ ...link, id: "good", expires_at: new Date(Date.now() + 60_000).toISOString() });
    expect(mailbox.list().map(({ id }) => id)).toEqual(["good"]);
  });

  test("is opened by no page of another site", async () => {
    const { secret } = app.auth.mailbox;
    const foreign = { origin: "https://evil.example.org" };
    expect((await post("/api/auth/mailbox", { secret }, foreign)).status).toBe(403);
  });

  test.each<[string, Record<string, string>, string]>([
    ["sends mail", { SMTP_URL: "smtp://127.0.0.1:1" }, "mail"],
    ["has a public address", { PARLEY_URL: "https://chat.example.org" }, "operator"],
    ["listens to others", { PARLEY_URL: "http://localhost:3000", HOST: "0.0.0.0" }, "operator"],
  ])("is nowhere on an installation that %s, also for its owner", async (_what, settings, links) => {
    const elsewhere = openSignIn(database, settings);
    const owner = await signIn(elsewhere.auth, firstSetUp.email);
    expect(await elsewhere.auth.isOwner(owner.user.id)).toBe(true);
    const { mailbox, delivery } = elsewhere.auth;
    expect([mailbox.isThere, delivery]).toEqual([false, links]);
    expect(await mailbox.admits({ request: from(), isOwner: async () => true })).toBe(false);
    await elsewhere.close();
  });
});

test("looking at a link by any other method than POST never uses it", async () => {
  const { token } = await app.auth.links.issue("look@example.org", "");
  for (const method of ["GET", "HEAD", "OPTIONS"]) {
    for (let time = 0; time < 5; time += 1) {
      const answer = await call(`/api/auth/magic/consume?token=${token}`, { method });
      expect(answer).toMatchObject({ status: method === "OPTIONS" ? 204 : 405, headers: { allow: "OPTIONS, POST" } });
    }
  }
  const foreign = { origin: "https://evil.example.org" };
  expect((await post("/api/auth/magic/consume", { token }, foreign)).status).toBe(403);
  expect((await post("/api/auth/magic/consume", { token })).status).toBe(200);
  expect((await post("/api/auth/magic/consume", { token })).status).toBe(410);
});

describe("a browser's cookie", () => {
  test.each<[string, Record<string, string>, number]>([
    ["our own page", { origin: "OWN" }, 200],
    ["our own page under the other local name", { origin: "LOCALHOST" }, 200],
    ["a page that the browser calls ours", { "sec-fetch-site": "same-origin" }, 200],
    ["another site", { origin: "https://evil.example.org" }, 403],
    ["another port", { origin: "http://127.0.0.1:1" }, 403],
    ["a sandboxed page", { origin: "null" }, 403],
    ["another site by the browser's word", { "sec-fetch-site": "cross-site" }, 403],
    ["nowhere", {}, 403],
  ])("changes something only for our own pages: %s", async (_name, headers, status) => {
    const { token } = await signIn(app.auth, "cookie@example.org");
    const names: Record<string, string> = { OWN: `http://127.0.0.1:${port}`, LOCALHOST: `http://localhost:${port}` };
    const origin = headers.origin === undefined ? {} : { origin: names[headers.origin] ?? headers.origin };
    const sent = { cookie: `cc_session=${token}`, ...headers, ...origin };
    const answer = await call("/api/me", { method: "PATCH", body: { status: "here" }, headers: sent });
    expect(answer.status).toBe(status);
  });

  test("is not asked of bearer tokens, of which a wrong one never falls through to it", async () => {
    const { token } = await signIn(app.auth, "bearer@example.org");
    const sent = { method: "PATCH", body: { status: "here" } };
    expect((await call("/api/me", { ...sent, headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
    const both = {
      authorization: "Bearer sst_wrong",
      cookie: `cc_session=${token}`,
      origin: `http://127.0.0.1:${port}`,
    };
    expect((await call("/api/me", { ...sent, headers: both })).status).toBe(401);
  });

  test("is cleared by signing out, which ends the session", async () => {
    const { token } = await signIn(app.auth, "out@example.org");
    const headers = { cookie: `cc_session=${token}`, origin: `http://127.0.0.1:${port}` };
    const answer = await call("/api/auth/logout", { method: "POST", headers });
    expect(answer.status).toBe(200);
    expect(answer.headers["set-cookie"]?.[0]).toMatch(/^cc_session=; Max-Age=0/);
    expect((await call("/api/me", { headers })).status).toBe(401);
  });
});

test("sessions are listed and ended one by one", async () => {
  const first = await signIn(app.auth, "many@example.org");
  const second = await signIn(app.auth, "many@example.org");
  const headers = { authorization: `Bearer ${first.token}` };
  const { sessions } = JSON.parse((await call("/api/auth/sessions", { headers })).text);
  expect(sessions.map(({ id, current }: { id: string; current: boolean }) => [id, current])).toEqual([
    [second.session.id, false],
    [first.session.id, true],
  ]);
  expect((await call(`/api/auth/sessions/${second.session.id}`, { method: "DELETE", headers })).status).toBe(200);
  expect((await call(`/api/auth/sessions/${second.session.id}`, { method: "DELETE", headers })).status).toBe(404);
  expect((await call("/api/me", { headers: { authorization: `Bearer ${second.token}` } })).status).toBe(401);
});
