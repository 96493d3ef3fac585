import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Caller } from "../../src/server/auth/caller";
import { message } from "../support/app";
import { openSignIn } from "../support/auth";
import { createTestDatabase } from "../support/database";
import { type Served, serve } from "../support/served";
import { openSocket, openTrpc, type Socket, subscribe } from "../support/streams";

let served: Served;
const opened: Socket[] = [];

beforeAll(async () => {
  served = await serve(await createTestDatabase());
});

afterEach(() => {
  for (const { socket } of opened.splice(0)) socket.terminate();
});

afterAll(() => served.close());

async function ticketOf(who: { readonly token: string }): Promise<string> {
  const headers = { authorization: `Bearer ${who.token}` };
  const response = await fetch(`${served.url}/api/realtime/ticket`, { method: "POST", headers });
  expect([response.status, response.headers.get("cache-control")]).toEqual([201, "no-store, no-transform"]);
  return (await response.json()).ticket;
}

function open(ticket: string, headers: Record<string, string> = {}): Socket {
  const socket = openSocket(served.url, { query: {}, protocols: [`parley.ticket.${ticket}`], headers });
  opened.push(socket);
  return socket;
}

/** The first code by which tRPC's client was closed. */
async function codeOf({ closed, close }: ReturnType<typeof openTrpc>): Promise<number | undefined> {
  const [code] = await closed.until((codes) => codes.length > 0);
  close();
  return code;
}

describe("a ticket", () => {
  test("opens one plain socket, and no second one", async () => {
    const ticket = await ticketOf(served.owner);
    expect(ticket).toMatch(/^rtt_[\w-]{43}$/u);
    const first = open(ticket);
    await first.opened;
    expect(first.socket.protocol).toBe(`parley.ticket.${ticket}`);
    await served.as(served.owner, message(served.world.generalId, "by ticket"));
    await first.until((events) => events.length === 1);
    expect(await open(ticket).ended).toBe("HTTP 401");
  });

  test.each(["parameter", "subprotocol"])("opens one tRPC socket by %s, and no second one", async (way) => {
    const { url, world } = served;
    const ticket = await ticketOf(await served.person(`trpc-${way}`));
    const options = way === "parameter" ? { ticket } : { protocols: [`parley.ticket.${ticket}`] };
    const first = openTrpc(url, options);
    await subscribe(first.trpc, { workspace_id: world.workspaceId, after: "0" }).until((all) => all.length > 0);
    // A program is refused before a socket is there that could be closed.
    expect(await codeOf(openTrpc(url, options))).toBe(way === "parameter" ? 4401 : 1006);
    first.close();
  });

  test("lets in exactly one of fifty who bring it at once", async () => {
    const ticket = await ticketOf(served.owner);
    const sockets = Array.from({ length: 50 }, () => open(ticket));
    await Promise.race(sockets.map((socket) => socket.opened));
    await served.as(served.owner, message(served.world.generalId, "for whoever is in"));
    const fates = sockets.map(({ until, ended }) =>
      until((events) => events.length > 0).then(
        () => "in",
        () => ended,
      ),
    );
    expect((await Promise.all(fates)).sort()).toEqual([...Array<string>(49).fill("HTTP 401"), "in"]);
  });

  test("needs no cookie, but a page that opens it must be ours and does not spend it otherwise", async () => {
    const ticket = await ticketOf(served.owner);
    expect(await open(ticket, { origin: "http://evil.example" }).ended).toBe("HTTP 403");
    await open(ticket, { origin: served.url }).opened;
  });

  test("that nobody gave out lets nobody in", async () => {
    expect(await open("rtt_unknown").ended).toBe("HTTP 401");
    expect(await codeOf(openTrpc(served.url, { ticket: "rtt_unknown" }))).toBe(4401);
    expect(await codeOf(openTrpc(served.url, { ticket: "" }))).toBe(4401);
  });

  test("is no token: neither over HTTP nor as the subprotocol of one", async () => {
    const ticket = await ticketOf(served.owner);
    const response = await fetch(`${served.url}/api/me`, { headers: { authorization: `Bearer ${ticket}` } });
    expect(response.status).toBe(401);
    const socket = openSocket(served.url, { query: {}, protocols: [`clickclack.bearer.${ticket}`] });
    expect(await socket.ended).toBe("HTTP 401");
    await open(ticket).opened;
  });
});

describe("the credential behind a ticket", () => {
  test("takes the ticket along when it is revoked, by whichever process", async () => {
    const [person, other, bot] = [
      await served.person("gone"),
      await served.person("gone-elsewhere"),
      await served.bot("gone-bot"),
    ];
    const tickets = [await ticketOf(person), await ticketOf(other), await ticketOf(bot)];
    await served.app.auth.sessions.end(person.userId, person.sessionId);
    await served.database.prisma.session.delete({ where: { id: other.sessionId } });
    await served.app.auth.bots.revokeToken({ user_id: served.owner.userId }, bot.tokenId);
    for (const ticket of tickets) expect(await open(ticket).ended).toBe("HTTP 401");
  });

  test("ends the streams that a ticket opened", async () => {
    const { url, world } = served;
    const person = await served.person("cut");
    const plain = open(await ticketOf(person));
    const trpc = openTrpc(url, { ticket: await ticketOf(person) });
    const subscription = subscribe(trpc.trpc, { workspace_id: world.workspaceId, after: "0" });
    await plain.opened;
    await subscription.until((batches) => batches.length > 0);
    await served.app.auth.sessions.end(person.userId, person.sessionId);
    expect(await plain.ended).toBe("1008");
    expect(await subscription.ended).toBe("unauthenticated");
    trpc.close();
  });
});

test("a ticket ends after a minute, and of a credential that asks for more and more the newest twenty stay good", async () => {
  const database = await createTestDatabase();
  const { auth, pass, close } = openSignIn(database);
  const { tickets } = auth;
  const late = await tickets.issue(developer("late"));
  const early = await tickets.issue(developer("late"));
  pass(59);
  expect(await tickets.redeem(early.ticket)).toMatchObject({ credential_id: "dev:late", by_cookie: false });
  pass(1);
  expect(await tickets.redeem(late.ticket)).toBeNull();

  const modest = await tickets.issue(developer("modest"));
  const persistent: string[] = [];
  for (let count = 0; count < 21; count += 1) {
    persistent.push((await tickets.issue(developer("persistent"))).ticket);
    pass(1);
  }
  const letsIn = await Promise.all(persistent.map(async (ticket) => (await tickets.redeem(ticket)) !== null));
  expect(letsIn).toEqual([false, ...Array<boolean>(20).fill(true)]);
  expect(await tickets.redeem(modest.ticket)).not.toBeNull();
  await close();
  await database.close();
});

function developer(name: string): Caller {
  return {
    user_id: name,
    kind: "human",
    credential_id: `dev:${name}`,
    via: "dev",
    scopes: null,
    workspace_id: null,
    by_cookie: true,
  };
}
