import { once } from "node:events";
import { request } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hashSecret } from "../../src/server/context/context";
import { createTestDatabase } from "../support/database";
import { type ProxyKind, proxyKinds, type RunningProxy, startProxy } from "../support/proxies";
import { metricsToken, openServer, type Served, serve } from "../support/served";

const kinds = Object.keys(proxyKinds).filter((kind): kind is ProxyKind => kind in proxyKinds);
/** Proxies that leave no trace in what they pass on: nothing tells them from a program, so a setting for development lets them in. */
const traceless: readonly ProxyKind[] = [
  "nginx with nothing but proxy_pass and HTTP/1.1",
  "nginx that passes the host on",
  "HAProxy without forwardfor",
];

let served: Served;
/** The same installation, as tests and clients for ClickClack's local mode run it. */
let handing: Awaited<ReturnType<typeof openServer>>;

beforeAll(async () => {
  const database = await createTestDatabase();
  served = await serve(database, { PARLEY_DEV_AUTH: "off" });
  handing = await openServer(database, { PARLEY_LOCAL_TOKENS: "1", PARLEY_DEV_AUTH: "first-user" });
});

afterAll(async () => {
  await handing.close();
  await served.close();
});

type Sent = { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: object };

/** `fetch` does not let one choose the host. */
async function ask(url: string, path: string, { method = "GET", headers = {}, body }: Sent = {}) {
  const json = body === undefined ? {} : { "content-type": "application/json" };
  const outgoing = request(url + path, { method, headers: { ...json, ...headers } });
  outgoing.end(body && JSON.stringify(body));
  const [incoming] = await once(outgoing, "response");
  return { status: incoming.statusCode, text: await text(incoming) };
}

describe.each(kinds)("behind %s", (kind) => {
  let proxy: RunningProxy;
  let towardsHanding: RunningProxy;

  beforeAll(async () => {
    [proxy, towardsHanding] = await Promise.all([startProxy(kind, served.url), startProxy(kind, handing.url)]);
  });

  afterAll(() => Promise.all([proxy.close(), towardsHanding.close()]));

  /** What a stranger may write into the one header that a proxy is likely to hand on. */
  const disguises = (url: string) => [
    {},
    { host: new URL(url).host },
    { host: "localhost" },
    { host: "127.0.0.1:3000" },
    { host: "[::1]" },
  ];

  test("a stranger is told no sign-in token, opens no mailbox, and reads no metrics", async () => {
    for (const headers of disguises(served.url)) {
      const email = `stranger${Math.random()}@example.org`;
      const asked = await ask(proxy.url, "/api/auth/magic/request", { method: "POST", headers, body: { email } });
      expect([headers, asked.status, asked.text]).toEqual([headers, 202, '{"sent":true}']);
      const wanted = await ask(proxy.url, "/api/auth/mailbox", { headers });
      expect([headers, wanted.status]).toEqual([headers, 404]);
      expect((await ask(proxy.url, "/metrics", { headers })).status).toBe(401);
      expect((await ask(proxy.url, "/api/me", { headers })).status).toBe(401);
    }
  });

  test("the owner, or a caller with the token, is admitted all the same", async () => {
    const headers = { authorization: `Bearer ${served.owner.token}` };
    expect((await ask(proxy.url, "/api/auth/mailbox", { headers })).status).toBe(200);
    const operator = { authorization: `Bearer ${metricsToken}` };
    expect((await ask(proxy.url, "/metrics", { headers: operator })).status).toBe(200);
  });

  if (!traceless.includes(kind))
    test("not even settings for development let a stranger in", async () => {
      for (const headers of disguises(handing.url)) {
        const email = `stranger${Math.random()}@example.org`;
        const asked = await ask(towardsHanding.url, "/api/auth/magic/request", {
          method: "POST",
          headers,
          body: { email },
        });
        expect([headers, asked.status, asked.text]).toEqual([headers, 202, '{"sent":true}']);
        expect((await ask(towardsHanding.url, "/api/auth/mailbox", { headers })).status).toBe(404);
        expect((await ask(towardsHanding.url, "/api/me", { headers })).status).toBe(401);
      }
    });
});

test("with no proxy, tokens are answered with PARLEY_LOCAL_TOKENS=1 alone", async () => {
  const body = { email: "near@example.org" };
  expect((await ask(served.url, "/api/auth/magic/request", { method: "POST", body })).text).toBe('{"sent":true}');
  const headers = { origin: handing.url };
  const answer = await ask(handing.url, "/api/auth/magic/request", { method: "POST", headers, body });
  const { token } = JSON.parse(answer.text);
  expect(await served.database.prisma.magicLink.count({ where: { token_hash: hashSecret(token) } })).toBe(1);
});
