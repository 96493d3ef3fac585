import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { running } from "../../src/running";
import { createTestDatabase } from "../support/database";
import { metricsToken, openServer, type Served, serve } from "../support/served";
import { openSocket } from "../support/streams";
import { openWire, sayOnce } from "../support/wire";

let served: Served;
let roles: Record<"web" | "realtime" | "worker", Awaited<ReturnType<typeof openServer>>>;

beforeAll(async () => {
  const database = await createTestDatabase();
  served = await serve(database);
  const settings = { DATABASE_URL: database.url, NEXTAUTH_SECRET: "n".repeat(32), PARLEY_SETUP_SECRET: "s".repeat(32) };
  const open = (role: string) =>
    openServer(database, {
      ...settings,
      PARLEY_ROLE: role,
      PARLEY_URL: served.url,
      PARLEY_REALTIME_URL: "http://realtime.example",
    });
  roles = { web: await open("web"), realtime: await open("realtime"), worker: await open("worker") };
});

afterAll(async () => {
  for (const { close } of Object.values(roles)) await close();
  await served.close();
});

const healthy = JSON.stringify({ status: "ok", version: running.version, build: running.build });

/** As the clients were recorded. */
const h2cOfJava = [
  "Connection: Upgrade, HTTP2-Settings",
  "Host: 127.0.0.1",
  "HTTP2-Settings: AAEAAEAAAAIAAAAAAAMAAAAAAAQBAAAAAAUAAEAAAAYABgAA",
  "Upgrade: h2c",
  "User-Agent: Java-http-client/17.0.15",
];
const h2cOfCurl = [
  "Host: 127.0.0.1",
  "User-Agent: curl/7.88.1",
  "Accept: */*",
  "Connection: Upgrade, HTTP2-Settings",
  "Upgrade: h2c",
  "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA",
];
const handshake = ["Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="];
const webSocket = ["Host: x", "Connection: Upgrade", "Upgrade: websocket"];

/** The fields of a JSON body, with what tells how long it is. */
function json(body: unknown): string[] {
  const text = JSON.stringify(body);
  return ["Content-Type: application/json", `Content-Length: ${Buffer.byteLength(text)}`, "", text];
}

describe("a request that offers another protocol is answered as if it had not", () => {
  test.each([
    ["Java's HttpClient", ["Content-Length: 0", ...h2cOfJava]],
    ["curl --http2", h2cOfCurl],
    ["a protocol that nobody knows", ["Host: x", "Connection: Upgrade", "Upgrade: foo"]],
    ["several protocols", ["Host: x", "Connection: keep-alive, Upgrade", "Upgrade: foo/1, h2c", "Upgrade: TLS/1.0"]],
    ["a version of WebSocket that is none", ["Host: x", "Connection: upgrade", "Upgrade: websocket/13"]],
    ["an upgrade without a protocol", ["Host: x", "Connection: Upgrade", "Upgrade:"]],
  ])("of %s", async (_name, headers) => {
    for (const { url } of [served, ...Object.values(roles)]) {
      const { status, body } = await sayOnce(url, "GET /healthz HTTP/1.1", ...headers, "", "");
      expect([status, body]).toEqual([200, healthy]);
    }
  });

  test("with its body, whether it says how long that is or sends it in chunks, late or at once", async () => {
    const { owner, world, url } = served;
    const path = `POST /api/channels/${world.generalId}/messages HTTP/1.1`;
    const authorization = `Authorization: Bearer ${owner.token}`;
    const send = async (headers: string[], say: (wire: Awaited<ReturnType<typeof openWire>>) => void) => {
      const wire = await openWire(url);
      wire.send(path, authorization, ...headers);
      say(wire);
      const { status, body } = await wire.answer();
      wire.close();
      return [status, JSON.parse(body).message.body];
    };
    const sized = json({ body: "h2c" });
    expect(await send(h2cOfJava, (wire) => wire.send("", ...sized))).toEqual([201, "h2c"]);
    const chunked = ["", "Content-Type: application/json", "Transfer-Encoding: chunked", "", ""];
    expect(
      await send(h2cOfCurl, (wire) => {
        wire.send(...chunked);
        wire.send("8", '{"body":', "");
        wire.send("8", '"chunks"', "1", "}", "0", "", "");
      }),
    ).toEqual([201, "chunks"]);
  });

  test("and the connection serves whatever follows, also what was sent before the answer", async () => {
    const wire = await openWire(served.url);
    for (let round = 0; round < 20; round += 1) {
      wire.send("GET /healthz HTTP/1.1", ...h2cOfCurl, "", "");
      wire.send("POST /api/auth/magic/inspect HTTP/1.1", ...h2cOfJava, ...json({ token: "x" }));
      wire.send("GET /api/nothing HTTP/1.1", "Host: x", "", "");
    }
    const statuses = [];
    for (let answer = 0; answer < 60; answer += 1) statuses.push((await wire.answer()).status);
    wire.close();
    expect(statuses).toEqual(Array.from({ length: 20 }, () => [200, 410, 404]).flat());
  });

  test("over HTTP/1.0, which knows no upgrade, and by a method that opens no WebSocket", async () => {
    const path = "/api/realtime/ws";
    const authorization = `Authorization: Bearer ${served.owner.token}`;
    const old = await sayOnce(served.url, `GET ${path} HTTP/1.0`, authorization, ...webSocket, ...handshake, "", "");
    expect([old.status, JSON.parse(old.body).code]).toEqual([400, "malformed"]);
    const posted = await sayOnce(served.url, `POST ${path} HTTP/1.1`, ...webSocket, ...handshake, ...json({}));
    expect([posted.status, posted.headers.get("allow")]).toEqual([405, "GET, HEAD, OPTIONS"]);
  });
});

describe("a WebSocket", () => {
  test("on a path without one is told that there is nothing, by every role", async () => {
    const paths = ["/", "/healthz", "/api", "/api/realtime/ws/", "/api/realtime/socket", "/socket.io/?EIO=4", "/w/x"];
    for (const { url } of [served, ...Object.values(roles)])
      for (const path of paths) {
        const { status } = await sayOnce(url, `GET ${path} HTTP/1.1`, ...webSocket, ...handshake, "", "");
        expect([path, status]).toEqual([path, 404]);
      }
  });

  test.each([
    ["no version", ["Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="]],
    ["a version that nobody speaks", ["Sec-WebSocket-Version: 99", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="]],
    ["two versions", ["Sec-WebSocket-Version: 13, 8", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="]],
    ["no key", ["Sec-WebSocket-Version: 13"]],
    ["a key that is too short", ["Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: abc"]],
  ])("with %s is refused with the version that is spoken", async (_name, headers) => {
    for (const path of ["/api/realtime/ws", "/api/trpc"]) {
      const answer = await sayOnce(served.url, `GET ${path} HTTP/1.1`, ...webSocket, ...headers, "", "");
      expect(answer.status).toBe(400);
      expect(answer.headers.get("sec-websocket-version")).toBe("13");
      expect(JSON.parse(answer.body)).toMatchObject({ code: "malformed", request_id: expect.any(String) });
    }
  });

  test("is opened when it is one of several protocols, by an absolute target, too", async () => {
    const authorization = `Authorization: Bearer ${served.owner.token}`;
    const offers = ["Host: x", authorization, "Connection: Upgrade", "Upgrade: h2c, WebSocket", ...handshake, "", ""];
    for (const target of ["/api/realtime/ws", "http://parley.example/api/realtime/ws?v=2"]) {
      const { status, headers } = await sayOnce(served.url, `GET ${target} HTTP/1.1`, ...offers);
      expect([status, headers.get("upgrade")]).toEqual([101, "websocket"]);
    }
  });

  test("at a role without streams is sent to where they are", async () => {
    const authorization = `Authorization: Bearer ${served.owner.token}`;
    const asked = ["GET /api/realtime/ws?v=2 HTTP/1.1", authorization, ...webSocket, ...handshake, "", ""];
    const { status, headers } = await sayOnce(roles.web.url, ...asked);
    expect([status, headers.get("location")]).toEqual([307, "http://realtime.example/api/realtime/ws?v=2"]);
  });
});

describe("health checks", () => {
  const paths: [string, number][] = [
    ["/healthz", 200],
    ["/readyz", 200],
    ["/metrics", 401],
  ];

  test("are answered over HTTP/1.0 without a host, by every role", async () => {
    for (const { url } of [served, ...Object.values(roles)])
      for (const [path, status] of paths) {
        expect([path, (await sayOnce(url, `GET ${path} HTTP/1.0`, "", "")).status]).toEqual([path, status]);
        expect([path, (await sayOnce(url, `HEAD ${path} HTTP/1.0`, "", "")).status]).toEqual([path, status]);
        expect([path, (await sayOnce(url, `GET ${path} HTTP/1.0`, "Host: lb", "", "")).status]).toEqual([path, status]);
        expect([path, (await sayOnce(url, `GET ${path} HTTP/1.1`, "Host:", "", "")).status]).toEqual([path, status]);
      }
  });

  test("tell by OPTIONS what they take, as balancers ask where nobody has told them more", async () => {
    for (const { url } of [served, ...Object.values(roles)])
      for (const path of ["/healthz", "/readyz", "/", "*"]) {
        const { status, headers } = await sayOnce(url, `OPTIONS ${path} HTTP/1.0`, "", "");
        expect([path, status, headers.get("allow")]).toEqual([path, 204, "GET, HEAD, OPTIONS"]);
      }
  });

  test("show the metrics to who brings the token, and say what else they take", async () => {
    const authorization = `Authorization: Bearer ${metricsToken}`;
    const ask = (method: string) => sayOnce(served.url, `${method} /metrics HTTP/1.0`, authorization, "", "");
    expect((await ask("GET")).status).toBe(200);
    expect((await ask("HEAD")).status).toBe(200);
    for (const [method, status] of [
      ["OPTIONS", 204],
      ["POST", 405],
    ] as const) {
      const answer = await ask(method);
      expect([answer.status, answer.headers.get("allow")]).toEqual([status, "GET, HEAD, OPTIONS"]);
    }
  });
});

test("an absolute target is served where it points to", async () => {
  const authorization = `Authorization: Bearer ${served.owner.token}`;
  const ask = (target: string) => sayOnce(served.url, `GET ${target} HTTP/1.1`, "Host: y", authorization, "", "");
  expect((await ask("http://x/healthz")).body).toBe(healthy);
  expect((await ask("HTTP://x:80/readyz?now")).body).toBe('{"status":"ready"}');
  expect((await ask(`http://x/api/workspaces?limit=1`)).status).toBe(200);
  expect((await ask("http://x/api/trpc/service.eventTypes")).status).toBe(200);
  expect((await ask("https://x/metrics")).status).toBe(401);
  expect((await ask("http://x")).status).toBe(404);
  expect((await ask("http://x?y=/healthz")).status).toBe(404);
});

test.each([
  ["/healthz#top", 200],
  ["/./healthz", 200],
  ["/x/../healthz?now#top", 200],
  ["/x/%2e%2E/healthz", 200],
  ["/x\\..\\healthz", 200],
  ["ftp://x/healthz", 200],
  ["http://x/y/../healthz#top", 200],
  ["/./api/workspaces", 401],
  ["/_next/../api/workspaces", 401],
  ["/api/trpc/../workspaces#top", 401],
  ["/./api/trpc/me.get", 401],
  ["/x/../metrics", 401],
  ["//healthz", 404],
])("a target is read as a browser would have sent it: %s", async (target, status) => {
  const answer = await sayOnce(served.url, `GET ${target} HTTP/1.1`, "Host: x", "", "");
  expect([answer.status, answer.headers.has("location")]).toEqual([status, false]);
});

test.each([
  ["GET *", 400],
  ["POST *", 400],
  ["GET http://[::bad/", 400],
  ["GET http://", 400],
  ["GET api/me", 400],
  ["TRACE /", 405],
  ["TRACE /api/me", 405],
  ["OPTIONS *", 204],
] as const)("%s is answered with %i by every role, and never with a page", async (line, status) => {
  const offer = ["Connection: Upgrade", "Upgrade: websocket"];
  for (const { url } of [served, ...Object.values(roles)])
    for (const upgrade of [[], offer]) {
      const answer = await sayOnce(url, `${line} HTTP/1.1`, "Host: x", ...upgrade, "", "");
      expect([upgrade, answer.status]).toEqual([upgrade, status]);
      expect(answer.body).not.toContain("<");
    }
});

test("a request for a tunnel is refused, after the answers before it", async () => {
  const wire = await openWire(served.url);
  wire.send("GET /healthz HTTP/1.1", "Host: x", "", "CONNECT x.example:443 HTTP/1.1", "Host: x.example:443", "", "");
  expect((await wire.answer()).status).toBe(200);
  const { status, headers, body } = await wire.answer();
  expect([status, headers.get("allow"), JSON.parse(body).code]).toEqual([
    405,
    "GET, HEAD, OPTIONS",
    "method_not_allowed",
  ]);
  wire.close();
});

describe("a method that an address does not take is refused with those that it takes", () => {
  test.each([
    ["DELETE", "/healthz", "GET, HEAD, OPTIONS"],
    ["PUT", "/api/me", "GET, HEAD, OPTIONS, PATCH"],
    ["GET", "/api/auth/magic/consume", "OPTIONS, POST"],
    ["POST", "/api/messages/msg_x", "DELETE, GET, HEAD, OPTIONS, PATCH"],
    ["TRACE", "/api/openapi.json", "GET, HEAD, OPTIONS"],
    ["POST", "/api/events", "GET, HEAD, OPTIONS"],
    ["PROPFIND", "/api/workspaces", "GET, HEAD, OPTIONS, POST"],
    ["DELETE", "/api/trpc/me.get", "GET, HEAD, OPTIONS"],
    ["PUT", "/api/trpc/messages.send", "POST, OPTIONS"],
  ])("%s %s", async (method, path, allow) => {
    const refused = await sayOnce(served.url, `${method} ${path} HTTP/1.1`, "Host: x", "", "");
    expect([refused.status, refused.headers.get("allow")]).toEqual([405, allow]);
    expect(JSON.parse(refused.body).code).toBe("method_not_allowed");
    const asked = await sayOnce(served.url, `OPTIONS ${path} HTTP/1.1`, "Host: x", "", "");
    expect([asked.status, asked.headers.get("allow"), asked.body]).toEqual([204, allow, ""]);
  });

  test("a call by tRPC, too", async () => {
    const { status, headers } = await fetch(`${served.url}/api/trpc/messages.send?input={}`);
    expect([status, headers.get("allow")]).toEqual([405, "POST"]);
    const posted = { method: "POST", headers: { "content-type": "application/json" }, body: "{}" };
    expect((await fetch(`${served.url}/api/trpc/me.get`, posted)).headers.get("allow")).toBe("GET");
  });

  test("but nothing is said of an address where there is nothing", async () => {
    for (const method of ["OPTIONS", "DELETE"]) {
      const { status, headers } = await sayOnce(served.url, `${method} /api/nothing HTTP/1.1`, "Host: x", "", "");
      expect([status, headers.has("allow")]).toEqual([404, false]);
    }
  });
});

test("a cursor of ClickClack's is gone on every stream, so that its client begins anew", async () => {
  const { owner, url } = served;
  const headers = { authorization: `Bearer ${owner.token}` };
  for (const cursor of ["cur_01kb2s4mzv8k3q9f6w1x5y7r2t", "cur_01KB2S4MZV8K3Q9F6W1X5Y7R2T", "cur_1"]) {
    for (const path of [
      "/api/realtime/events?after_cursor=",
      "/api/realtime/events?wait=1&after_cursor=",
      "/api/events?resume_point=",
    ]) {
      const answer = await fetch(url + path + cursor, { headers });
      expect([path, answer.status, (await answer.json()).code]).toEqual([path, 410, "cursor_gone"]);
    }
    for (const v of ["1", "2"])
      expect(await openSocket(url, { token: owner.token, query: { after_cursor: cursor, v } }).ended).toBe("4001");
  }
  for (const cursor of ["cur_", "cur", "cur_a-b", "x"]) {
    const answer = await fetch(`${url}/api/realtime/events?after_cursor=${cursor}`, { headers });
    expect([cursor, answer.status]).toEqual([cursor, 400]);
  }
});

describe("what anybody may ask for", () => {
  const wrong = ["Bearer sst_ended", "Bearer ccb_ended", "Bearer", "Bearer a b", "bearer undefined"];

  test("is answered to who still sends a credential that has ended", async () => {
    const post = (path: string, authorization: string, body: object) =>
      fetch(served.url + path, {
        method: "POST",
        headers: { authorization, "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    for (const [index, authorization] of wrong.entries()) {
      const email = `ended${index}@example.org`;
      expect((await post("/api/auth/magic/request", authorization, { email })).status).toBe(202);
      const { token } = await served.app.auth.links.issue(email, "");
      expect((await post("/api/auth/magic/inspect", authorization, { token })).status).not.toBe(401);
      expect((await post("/api/auth/magic/consume", authorization, { token })).status).toBe(200);
      expect((await post("/api/auth/logout", authorization, {})).status).not.toBe(401);
      expect((await fetch(`${served.url}/api/me`, { headers: { authorization } })).status).toBe(401);
    }
  });

  test("is answered to a browser with two session cookies", async () => {
    const headers = { cookie: "cc_session=one; cc_session=two" };
    expect((await fetch(`${served.url}/api/auth/delivery`, { headers })).status).toBe(200);
  });
});

test.each([
  ["a safe one is kept", "trace-1/a", "trace-1/a"],
  ["one with a space is replaced", "two words", null],
  ["one that is too long is replaced", "x".repeat(129), null],
  ["one with a quote is replaced", '"<script>', null],
  ["an empty one is replaced", "", null],
  ["who sends none is given one", undefined, null],
])("of a correlation id: %s", async (_name, sent, kept) => {
  const { owner, world, url } = served;
  const answer = await fetch(`${url}/api/channels/${world.generalId}/messages`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${owner.token}`,
      "content-type": "application/json",
      ...(sent === undefined ? {} : { "x-correlation-id": sent }),
    },
    body: '{"body":"related"}',
  });
  const expected = kept ?? answer.headers.get("x-request-id");
  expect(answer.headers.get("x-correlation-id")).toBe(expected);
  const { event } = await answer.json();
  expect(event.payload.correlation_id).toBe(sent === undefined ? undefined : expected);
});

test("a body that is compressed is refused with the encoding that is taken", async () => {
  const { owner, url } = served;
  for (const path of ["/api/workspaces", "/api/trpc/workspaces.create"])
    for (const encoding of ["gzip", "br", "gzip, identity", "aes128gcm"]) {
      const answer = await fetch(url + path, {
        method: "POST",
        headers: {
          authorization: `Bearer ${owner.token}`,
          "content-type": "application/json",
          "content-encoding": encoding,
        },
        body: "{}",
      });
      expect([path, answer.status, answer.headers.get("accept-encoding")]).toEqual([path, 415, "identity"]);
    }
});
