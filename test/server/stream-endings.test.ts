import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { message } from "../support/app";
import { createTestDatabase } from "../support/database";
import { type Person, type Served, serve } from "../support/served";
import { openEventStream, openSocket, openTrpc, type Socket, subscribe } from "../support/streams";

let served: Served;
const opened: Socket[] = [];

beforeAll(async () => {
  served = await serve(await createTestDatabase());
});

afterEach(() => {
  for (const { socket } of opened.splice(0)) socket.terminate();
});

afterAll(() => served.close());

function open(options: Parameters<typeof openSocket>[1]): Socket {
  const socket = openSocket(served.url, options);
  opened.push(socket);
  return socket;
}

/** One stream of every kind, all of them alive. */
async function everyStream(who: Pick<Person, "token">) {
  const { url, world } = served;
  const head = await served.app.log.head(world.workspaceId);
  const bare = open({ token: who.token, query: {} });
  const ranged = open({ token: who.token, query: { v: "2" } });
  const sse = await openEventStream(url, { token: who.token, query: { resume_point: String(head) } });
  const { trpc, close } = openTrpc(url, { token: who.token });
  const subscription = subscribe(trpc, { workspace_id: world.workspaceId, after: String(head) });
  await bare.opened;
  await ranged.until((frames) => frames.some((frame) => frame.type === "caught_up"));
  await subscription.until((batches) => batches.length > 0);
  return { ends: () => Promise.all([bare.ended, ranged.ended, sse.ended, subscription.ended]), close };
}

describe("a credential that ends", () => {
  test("ends every stream of a session within a second", async () => {
    const person = await served.person("signs-out");
    const { ends, close } = await everyStream(person);
    const begun = performance.now();
    await served.app.auth.sessions.end(person.userId, person.sessionId);
    expect(await ends()).toEqual(["1008", "1008", "done", "unauthenticated"]);
    expect(performance.now() - begun).toBeLessThan(1_000);
    expect(await open({ token: person.token, query: {} }).ended).toBe("HTTP 401");
    close();
  });

  test("ends every stream of a bot's token within a second", async () => {
    const bot = await served.bot("revoked");
    const { ends, close } = await everyStream(bot);
    const begun = performance.now();
    await served.app.auth.bots.revokeToken({ user_id: served.owner.userId }, bot.tokenId);
    expect(await ends()).toEqual(["1008", "1008", "done", "unauthenticated"]);
    expect(performance.now() - begun).toBeLessThan(1_000);
    close();
  });

  test("is noticed within a second though another process ended it, or time did", async () => {
    const gone = await served.person("ended-elsewhere");
    const expired = await served.person("expired");
    const streams = await Promise.all([everyStream(gone), everyStream(expired)]);
    const begun = performance.now();
    await served.database.prisma.session.delete({ where: { id: gone.sessionId } });
    await served.database.prisma.session.update({ where: { id: expired.sessionId }, data: { expires_at: new Date() } });
    for (const { ends } of streams) expect(await ends()).toEqual(["1008", "1008", "done", "unauthenticated"]);
    expect(performance.now() - begun).toBeLessThan(1_500);
    for (const { close } of streams) close();
  });

  test("leaves the other sessions of the same person alone", async () => {
    const person = await served.person("two-devices");
    const socket = open({ token: person.token, query: {} });
    await socket.opened;
    served.app.hub.cut({ credential_id: "ses_another" });
    await served.as(served.owner, message(served.world.generalId, "still here"));
    await socket.until((events) => events.length === 1);
  });
});

describe("who may open a socket", () => {
  const foreign = [
    "null",
    "http://127.0.0.1.evil.example",
    "http://evil.example",
    "https://127.0.0.1:PORT",
    "http://127.0.0.1:1",
    "http://127.0.0.1",
    "HTTP://127.0.0.1:PORT",
    "http://sub.localhost:PORT",
    "http://127.0.0.1:PORT.evil.example",
    "http://127.0.0.1:PORT/",
    "http://user@127.0.0.1:PORT",
  ];

  test.each(foreign)("nobody from a page of %s", async (template) => {
    const origin = template.replace("PORT", new URL(served.url).port);
    const cookie = `cc_session=${served.owner.token}`;
    expect(await open({ query: {}, headers: { cookie, origin } }).ended).toBe("HTTP 403");
    expect(await open({ token: served.owner.token, query: {}, headers: { origin } }).ended).toBe("HTTP 403");
    const { closed, close } = openTrpc(served.url, { headers: { cookie, origin } });
    await closed.until((codes) => codes.length > 0);
    close();
  });

  test("a cookie needs a page of ours; a token does not, nor a subprotocol that carries one", async () => {
    const { url, owner } = served;
    const cookie = `cc_session=${owner.token}`;
    const protocol = `clickclack.bearer.${owner.token}`;
    expect(await open({ query: {}, headers: { cookie } }).ended).toBe("HTTP 403");
    await open({ query: {}, headers: { cookie, origin: url } }).opened;
    await open({ token: owner.token, query: {} }).opened;
    const byProtocol = open({ query: {}, protocols: [protocol] });
    await byProtocol.opened;
    expect(byProtocol.socket.protocol).toBe(protocol);
  });

  test("an unknown caller is refused by the status, and a page by the close code", async () => {
    const wrong = { protocols: ["clickclack.bearer.ccb_wrong"] };
    expect(await open({ query: {} }).ended).toBe("HTTP 401");
    expect(await open({ token: "sst_wrong", query: {} }).ended).toBe("HTTP 401");
    expect(await open({ query: {}, ...wrong }).ended).toBe("HTTP 401");
    const headers = { origin: served.url };
    for (const more of [{}, { token: "sst_wrong" }, wrong, { protocols: ["parley.ticket.rtt_wrong"] }])
      expect(await open({ query: {}, headers, ...more }).ended).toBe("4401");
    expect(await open({ token: served.owner.token, query: { workspace_id: "wsp_unknown" } }).ended).toBe("1008");
  });

  test("no path but the two opens a socket", async () => {
    for (const path of ["/api/realtime/ws/", "/api/realtime/WS", "//api/realtime/ws", "/api/realtime/ws/../ws", "/"]) {
      const socket = connect(Number(new URL(served.url).port), "127.0.0.1");
      socket.write(
        `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
      );
      let answer = "";
      socket.on("data", (data) => {
        answer += data;
      });
      await once(socket, "close");
      expect(answer).not.toContain("101");
    }
  });

  test("a message larger than a reader has any use for ends the socket", async () => {
    const socket = open({ token: served.owner.token, query: {} });
    await socket.opened;
    socket.socket.send("x".repeat(5_000));
    expect(await socket.ended).toBe("1009");
  });
});

describe("a reader that does not read", () => {
  test("is ended while the others miss nothing, and resumes without loss", async () => {
    const quick = await serve(await createTestDatabase(), {}, { tickMs: 20, graceMs: 0 });
    const { app, owner, url, world } = quick;
    const slow = await quick.person("slow");
    const stalled = openSocket(url, { token: slow.token, query: { v: "2" } });
    const steady = openSocket(url, { token: owner.token, query: {} });
    const [hello] = await stalled.until((frames) => frames.some((frame) => frame.type === "caught_up"));
    await steady.opened;
    stalled.socket.pause();
    const body = "x".repeat(30_000);
    let sent = 0;
    // How much the system takes for a socket that nobody reads differs, so this goes on until the stream was ended.
    while (app.hub.presenceOf(world.workspaceId, slow.userId) === "online") {
      await Promise.all(Array.from({ length: 40 }, () => quick.as(owner, message(world.generalId, body))));
      sent += 40;
    }
    await steady.until((events) => events.length === sent);
    stalled.socket.resume();
    expect(await stalled.ended).toMatch(/^(1013|1006)$/);
    const last = stalled.items.findLast((frame) => frame.upto !== undefined)?.upto ?? hello?.cursor ?? "";
    const resumed = openSocket(url, { token: slow.token, query: { after_cursor: last } });
    const head = String(await app.log.head(world.workspaceId));
    const events = await resumed.until((all) => all.at(-1)?.cursor === head);
    expect(events.map((event) => Number(event.cursor))).toEqual(
      Array.from({ length: Number(head) - Number(last) }, (_, index) => Number(last) + 1 + index),
    );
    for (const { socket } of [steady, resumed]) socket.terminate();
    await quick.close();
  }, 60_000);
});

describe("a server that stops", () => {
  test("tells its sockets to come back with 1012, and lets go of the rest", async () => {
    const stopping = await serve(await createTestDatabase());
    const { token } = stopping.owner;
    const socket = openSocket(stopping.url, { token, query: {} });
    const { trpc, closed, close } = openTrpc(stopping.url, { token });
    const subscription = subscribe(trpc, { workspace_id: stopping.world.workspaceId, after: "0" });
    const sse = await openEventStream(stopping.url, { token, query: { resume_point: "0" } });
    await socket.opened;
    await subscription.until((batches) => batches.length > 0);
    await stopping.app.hub.close();
    expect(await socket.ended).toBe("1012");
    expect(await sse.ended).toBe("done");
    expect((await closed.until((codes) => codes.length > 0))[0]).toBe(1012);
    close();
    await stopping.close();
  });

  test("goes on serving those who have not been told yet, and takes nobody new", async () => {
    const stopping = await serve(await createTestDatabase());
    const { token } = stopping.owner;
    const after = String(await stopping.app.log.head(stopping.world.workspaceId));
    const sockets = Array.from({ length: 200 }, () =>
      openSocket(stopping.url, { token, query: { after_cursor: after } }),
    );
    await Promise.all(sockets.map((socket) => socket.opened));
    const over = stopping.app.hub.close();
    await Promise.race(sockets.map((socket) => socket.ended));
    expect((await fetch(`${stopping.url}/readyz`)).status).toBe(503);
    expect(await openSocket(stopping.url, { token, query: {} }).ended).toBe("HTTP 503");
    await stopping.as(stopping.owner, message(stopping.world.generalId, "while it stops"));
    await over;
    expect(new Set(await Promise.all(sockets.map((socket) => socket.ended)))).toEqual(new Set(["1012"]));
    expect(sockets.some((socket) => socket.items.length === 1)).toBe(true);
    await stopping.close();
  });
});
