import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { z } from "zod";
import { limits } from "../../src/domain/core/limits";
import { type AnyOperation, operationList } from "../../src/doors/operations";
import { draft } from "../support/app";
import { restRequest } from "../support/contract-operations";
import { textOf } from "../support/contract-server";
import { costOf, leastCostOf, rowsIn } from "../support/cost";
import { createTestDatabase } from "../support/database";
import { type HeavyWorld, longText, makeHeavy } from "../support/heavy-world";
import { type Person, type Served, serve } from "../support/served";
import { openEventStream, type SseBlock } from "../support/streams";

let served: Served;
let heavy: HeavyWorld;
let plainMs: number;

/** What a request may take: so many times what a plain one takes. Both are counted on the same machine in the same run. */
const plainRequestsMax = 60;
/** Of a request that can be made but once, together with what the process collects of garbage meanwhile. */
const plainRequestsOnceMax = 150;
/** Elements of the lists in an answer. */
const elementsMax = 5_000;

beforeAll(async () => {
  served = await serve(await createTestDatabase());
  heavy = await makeHeavy(served);
  const plain = () => ask(operation("workspaces.get"), inWorkspace(), served.owner.token);
  for (let index = 0; index < 30; index += 1) await plain();
  const { cpuMs } = await costOf(async () => {
    for (let index = 0; index < 30; index += 1) await plain();
  });
  plainMs = cpuMs / 30;
});
afterAll(() => served.close());

type Input = Record<string, unknown>;
type Row = {
  readonly input: () => Input | Promise<Input>;
  readonly token: () => string | null | Promise<string | null>;
  readonly status: number;
};

/** Every operation with the heaviest input that it takes, in a workspace where everything is as much as it may be. */
// biome-ignore format: the table is read by its columns
const rows: Record<string, Row> = {
  "setup.run":          row(409, nobody, () => ({ secret: "x".repeat(limits.labelLengthMax), email: "x@example.org", display_name: "n".repeat(80), workspace_name: "w".repeat(80) })),
  "setup.state":        row(200, nobody, () => ({})),
  "auth.requestLink":   row(202, nobody, () => ({ email: `${"e".repeat(60)}@example.org`, display_name: "n".repeat(80) })),
  "auth.inspectLink":   row(410, nobody, () => ({ token: "t".repeat(limits.labelLengthMax) })),
  "auth.consumeLink":   row(410, nobody, () => ({ token: "t".repeat(limits.labelLengthMax) })),
  "auth.delivery":      row(200, nobody, () => ({})),
  "auth.mailbox":       row(404, nobody, () => ({})),
  "auth.openMailbox":   row(403, nobody, () => ({ secret: "s".repeat(limits.labelLengthMax) })),
  "auth.logout":        row(200, another, () => ({})),
  "auth.listSessions":  row(200, victim, () => ({})),
  "auth.revokeSession": row(200, victim, () => ({ session_id: "ses_of_victim_0" })),
  "auth.revokeOtherSessions": row(200, victim, () => ({})),
  "emails.change":      row(202, victim, () => ({ email: `${"e".repeat(60)}@example.org` })),
  "emails.pending":     row(200, victim, () => ({})),
  "emails.cancel":      row(200, victim, () => ({})),
  "emails.inspect":     row(410, nobody, () => ({ token: "t".repeat(limits.labelLengthMax) })),
  "emails.confirm":     row(410, nobody, () => ({ token: "t".repeat(limits.labelLengthMax) })),
  "me.get":             row(200, victim, () => ({})),
  "me.update":          row(200, victim, () => ({ status: "s".repeat(limits.statusLengthMax), preferences: { text: "p".repeat(limits.preferencesLengthMax - 20) } })),
  "boot.get":           row(200, victim, () => ({ ...inWorkspace(), conversation: heavy.longChannel, format: "envelope", member_changes: true })),
  "users.batch":        row(200, victim, () => ({ ids: Array(limits.userBatchMax).fill(served.owner.userId) })),
  "workspaces.list":    row(200, victim, () => ({})),
  "workspaces.create":  row(201, victim, () => ({ name: "w".repeat(limits.workspaceNameLengthMax) })),
  "workspaces.get":     row(200, victim, inWorkspace),
  "workspaces.update":  row(200, owner, () => ({ ...inWorkspace(), name: "w".repeat(limits.workspaceNameLengthMax) })),
  "members.list":       row(200, victim, () => ({ ...inWorkspace(), limit: limits.pageSizeMax, q: "p".repeat(1) })),
  "members.get":        row(200, victim, () => ({ ...inWorkspace(), user_id: served.owner.userId })),
  "members.update":     row(200, owner, async () => ({ ...inWorkspace(), user_id: (await someone()).userId, role: "moderator" })),
  "members.remove":     row(200, owner, async () => ({ ...inWorkspace(), user_id: (await someone()).userId })),
  "members.leave":      row(200, another, inWorkspace),
  "invites.list":       row(200, owner, inWorkspace),
  "invites.create":     row(201, owner, () => ({ ...inWorkspace(), role: "member" })),
  "invites.mail":       row(201, owner, () => ({ ...inWorkspace(), emails: Array.from({ length: limits.inviteMailsMax }, (_, index) => `${"e".repeat(60)}@${index}.example.org`) })),
  "invites.revoke":     row(200, owner, newInvite),
  "invites.inspect":    row(404, nobody, () => ({ invite: "i".repeat(200) })),
  "invites.accept":     row(404, victim, () => ({ invite: "i".repeat(200) })),
  "channels.list":      row(200, victim, inWorkspace),
  "channels.create":    row(201, victim, () => ({ ...inWorkspace(), name: "n".repeat(limits.channelNameLengthMax), topic: "t".repeat(limits.channelTopicLengthMax) })),
  "channels.get":       row(200, victim, inLong),
  "channels.update":    row(200, victim, () => ({ ...inLong(), topic: "u".repeat(limits.channelTopicLengthMax) })),
  "channels.join":      row(200, victim, inLong),
  "channels.leave":     row(200, another, inGeneral),
  "channels.members":   row(200, victim, inGeneral),
  "channels.addMember": row(200, victim, async () => ({ ...inLong(), user_id: (await someone()).userId })),
  "channels.removeMember": row(200, owner, async () => ({ ...inGeneral(), user_id: (await someone()).userId })),
  "readStates.markChannel": row(200, victim, () => ({ ...inGeneral(), seq: 400, unread: true })),
  "readStates.markDirect":  row(200, victim, () => ({ ...inDirect(), seq: 1 })),
  "messages.list":      row(200, victim, () => ({ ...inLong(), mode: "latest", limit: limits.pageSizeMax, member_changes: true })),
  "messages.send":      row(201, victim, () => ({ ...inLong(), body: handles, author_thinking: longText })),
  "messages.get":       row(200, victim, () => ({ message_id: heavy.longMessage })),
  "messages.update":    row(200, owner, () => ({ message_id: heavy.longMessage, body: handles })),
  "messages.remove":    row(200, owner, () => ({ message_id: heavy.quoted })),
  "messages.byNonce":   row(404, victim, () => ({ ...inWorkspace(), nonce: "n".repeat(limits.nonceLengthMax) })),
  "threads.get":        row(200, victim, () => ({ message_id: heavy.longThread, limit: limits.pageSizeMax })),
  "threads.reply":      row(201, victim, () => ({ message_id: heavy.longThread, body: handles, author_thinking: longText, also_send_to_channel: true })),
  "reactions.list":     row(200, victim, () => ({ message_id: heavy.reacted })),
  "reactions.add":      row(201, victim, () => ({ message_id: heavy.reacted, emoji: "👍" })),
  "reactions.remove":   row(200, victim, () => ({ message_id: heavy.reacted, emoji: "👍" })),
  "pins.list":          row(200, victim, inLong),
  "pins.add":           row(409, victim, () => ({ ...inLong(), message_id: heavy.unpinned })),
  "pins.remove":        row(200, victim, () => ({ ...inLong(), message_id: heavy.longMessage })),
  "directs.list":       row(200, victim, () => ({ ...inWorkspace(), limit: limits.pageSizeMax })),
  "directs.create":     row(201, victim, () => ({ ...inWorkspace(), member_ids: [served.owner.userId] })),
  "directs.get":        row(200, victim, inDirect),
  "directs.messages":   row(200, victim, () => ({ ...inDirect(), mode: "latest", limit: limits.pageSizeMax })),
  "directs.send":       row(201, victim, () => ({ ...inDirect(), body: longText, author_thinking: longText })),
  "bots.list":          row(200, owner, inWorkspace),
  "bots.create":        row(201, owner, () => ({ ...inWorkspace(), display_name: "b".repeat(limits.displayNameLengthMax) })),
  "bots.remove":        row(200, owner, async () => ({ bot_id: (await served.bot("gone")).userId })),
  "bots.removeMembership": row(204, owner, async () => ({ ...inWorkspace(), bot_id: (await served.bot("out")).userId })),
  "bots.listTokensById":   row(200, owner, () => ({ bot_id: heavy.bot.userId })),
  "bots.createTokenById":  row(201, owner, () => ({ bot_id: heavy.bot.userId, scopes: Array(50).fill("messages:read") })),
  "bots.listTokens":    row(200, owner, () => ({ ...inWorkspace(), bot_id: heavy.bot.userId })),
  "bots.createToken":   row(201, owner, () => ({ ...inWorkspace(), bot_id: heavy.bot.userId, scopes: Array(50).fill("messages:read") })),
  "bots.revokeToken":   row(200, owner, () => ({ bot_token_id: "btok_of_robot_0" })),
  "bots.mine":          row(200, owner, () => ({})),
  "routes.resolve":     row(200, victim, () => ({ workspace_route_id: served.world.workspaceId, target_route_id: heavy.longMessage })),
  "routes.ensure":      row(200, victim, () => ({ message_id: heavy.longMessage })),
  "hooks.mattermost":   row(201, victim, () => ({ ...inLong(), text: handles })),
  "hooks.slash":        row(201, victim, () => ({ ...inLong(), command: "/go", text: handles.slice(0, -4) })),
  "realtime.list":      row(200, victim, () => ({ ...inWorkspace(), after_cursor: "0", limit: limits.eventPageSizeMax })),
  "realtime.publish":   row(202, victim, () => ({ ...inWorkspace(), ...inLong(), type: "typing.started", payload: { text: "x".repeat(limits.ephemeralPayloadLengthMax - 20) } })),
  "realtime.ticket":    row(201, victim, () => ({})),
  "realtime.stream":    row(400, victim, () => ({ ...inWorkspace(), resume_point: "not a cursor" })),
  "realtime.socket":    row(400, victim, inWorkspace),
  "service.health":     row(200, nobody, () => ({})),
  "service.ready":      row(200, nobody, () => ({})),
  "service.eventTypes": row(200, victim, () => ({})),
};

/** As many calls by name as fit into a message. */
const handles = "@ana1 ".repeat(limits.messageBodyLengthMax / 6);

const last = ["messages.remove", "auth.revokeOtherSessions", "auth.logout"];
const ordered = [...operationList].sort((one, other) => last.indexOf(one.id) - last.indexOf(other.id));

test("every operation has its row in the table of bounds, and no row is of another", () => {
  expect(Object.keys(rows).sort()).toEqual(operationList.map(({ id }) => id).sort());
});

describe("at its heaviest", () => {
  test.each(ordered.map((one) => [one.id, one] as const))(
    "%s takes little of the processor, reads no more rows than it says, and answers with no more than a megabyte",
    async (id, one) => {
      const { input, token, status } = rows[id] ?? row(0, nobody, () => ({}));
      const given = await input();
      const bearer = await token();
      const isRead = one.method === "GET";
      const { result, cpuMs, rowsRead } = await leastCostOf(isRead ? 3 : 1, () => ask(one, given, bearer));
      expect([id, result.status, result.bytes <= limits.answerBytesMax, rowsIn(result.body) <= elementsMax]).toEqual([
        id,
        status,
        true,
        true,
      ]);
      expect(rowsRead, `${id} read ${rowsRead} rows`).toBeLessThanOrEqual(Math.min(one.rowsMax, limits.requestRowsMax));
      expect(cpuMs / plainMs, `${id} took ${cpuMs.toFixed(1)} ms`).toBeLessThan(
        isRead ? plainRequestsMax : plainRequestsOnceMax,
      );
    },
  );
});

describe("a batch of as many calls as there may be", () => {
  const queries = operationList.filter(({ kind, method }) => kind === "json" && method === "GET");

  test.each(queries.map(({ id }) => id))("of %s buys no more than one request may", async (id) => {
    const { input, token } = rows[id] ?? row(0, nobody, () => ({}));
    const given = await input();
    const bearer = await token();
    const { result, cpuMs, rowsRead } = await leastCostOf(2, () =>
      askTogether(Array(limits.batchCallsMax).fill([id, given]), bearer),
    );
    expect(result.bytes).toBeLessThanOrEqual(limits.answerBytesMax + batchBytes);
    expect(rowsRead, `it read ${rowsRead} rows`).toBeLessThanOrEqual(limits.requestRowsMax);
    expect(cpuMs / plainMs, `it took ${cpuMs.toFixed(1)} ms`).toBeLessThan(plainRequestsOnceMax);
  });

  test("boots within the share of one call, and reads the log or boots again only by a request of its own", async () => {
    const boot = ["boot.get", { ...inWorkspace(), conversation: heavy.longChannel, format: "envelope" }] as const;
    const page = ["realtime.list", { ...inWorkspace(), after_cursor: "0", limit: limits.eventPageSizeMax }] as const;
    const { body } = await askTogether([boot, page, boot, ["me.get", {}]], heavy.victim.token);
    expect(codesIn(body)).toEqual([null, "payload_too_large", "payload_too_large", null]);
    const alone = await askTogether([page, ["me.get", {}]], heavy.victim.token);
    expect(codesIn(alone.body)).toEqual([null, null]);
  });
});

/** Around the answers of a batch, and of those that are refused. */
const batchBytes = 20_000;

async function askTogether(calls: readonly (readonly [string, Input])[], token: string | null): Promise<Answer> {
  const inputs = Object.fromEntries(calls.map(([, input], index) => [index, input]));
  const names = calls.map(([id]) => id).join();
  return send(`/api/trpc/${names}?batch=1&input=${encodeURIComponent(JSON.stringify(inputs))}`, {
    method: "GET",
    token,
  });
}

function codesIn(body: unknown): (string | null)[] {
  return z
    .array(z.object({ error: z.object({ data: z.object({ code: z.string() }) }).optional() }))
    .parse(body)
    .map(({ error }) => error?.data.code ?? null);
}

test("a list of reactions that is cut says so", async () => {
  const { body } = await ask(operation("reactions.list"), { message_id: heavy.reacted }, heavy.victim.token);
  expect(body).toMatchObject({ has_more: true });
});

/** Every stream at its heaviest: all that there is, to somebody who was given access three hundred times. Each reads until a last message. */
const streams: Record<string, (reader: Person, isLast: (text: string) => boolean) => Promise<readonly string[]>> = {
  "a plain socket": (reader, isLast) => readSocket(reader, { v: "1" }, isLast),
  "a socket with ranges": (reader, isLast) => readSocket(reader, { v: "2" }, isLast),
  "server-sent events": (reader, isLast) => readEvents(reader, {}, isLast),
  "server-sent envelopes": (reader, isLast) => readEvents(reader, { format: "envelope" }, isLast),
  "server-sent ranges": (reader, isLast) => readEvents(reader, { v: "2" }, isLast),
  "a subscription to events": (reader, isLast) =>
    readSubscription(reader, "realtime.events", { ...inWorkspace(), after: "0" }, isLast),
  "a subscription to ephemerals": (reader) =>
    readSubscription(reader, "realtime.ephemerals", { ...inWorkspace(), user_ids: [] }, () => true),
  "the long poll": async (reader, isLast) => {
    const pages: string[] = [];
    for (let after = "0"; ; ) {
      const query = new URLSearchParams({ ...inWorkspace(), after_cursor: after, limit: `${limits.eventPageSizeMax}` });
      const headers = { Authorization: `Bearer ${reader.token}` };
      const text = await (await fetch(`${served.url}/api/realtime/events?${query}`, { headers })).text();
      pages.push(text);
      if (isLast(text)) return pages;
      after = JSON.parse(text).upto;
    }
  },
};

describe("a stream of everything, to somebody who was given access three hundred times", () => {
  let reader: Person;
  beforeAll(async () => {
    reader = await someone();
    const add = (channel_id: string) =>
      served.as(served.owner, { type: "channel.add_member", input: { channel_id, user_id: reader.userId } });
    const takeOut = (channel_id: string) =>
      served.as(served.owner, { type: "channel.remove_member", input: { channel_id, user_id: reader.userId } });
    for (let round = 0; round < 5; round += 1) {
      if (round > 0) await Promise.all(heavy.privates.map(takeOut));
      await Promise.all(heavy.privates.map(add));
    }
  });

  test.each(Object.keys(streams))(
    "%s sends no frame of more than a megabyte, and takes little of the processor for each",
    async (name) => {
      const body = `the last for ${name}`;
      await served.as(served.owner, {
        type: "message.create",
        input: { ...draft(body), channel_id: served.world.generalId, direct_conversation_id: null },
      });
      const {
        result: frames,
        cpuMs,
        rowsRead,
      } = await costOf(async () => streams[name]?.(reader, (text) => text.includes(body)) ?? []);
      const longest = Math.max(...frames.map((frame) => Buffer.byteLength(frame)));
      expect([name, frames.length > 0, longest <= limits.answerBytesMax]).toEqual([name, true, true]);
      expect(rowsRead / frames.length, `${name} read ${rowsRead} rows`).toBeLessThanOrEqual(limits.requestRowsMax);
      const megabytes = frames.reduce((sum, frame) => sum + frame.length, 0) / limits.answerBytesMax;
      // Reading them, which this process does as well, is in it.
      expect(cpuMs / plainMs / (1 + megabytes), `${name} took ${cpuMs.toFixed(0)} ms for ${megabytes} MB`).toBeLessThan(
        plainRequestsOnceMax,
      );
    },
  );
});

function readSocket(
  reader: Person,
  query: Record<string, string>,
  isLast: (text: string) => boolean,
): Promise<readonly string[]> {
  const address = new URLSearchParams({ ...inWorkspace(), after_cursor: "0", ...query });
  return readFrames(reader, `/api/realtime/ws?${address}`, null, isLast);
}

function readSubscription(reader: Person, path: string, input: Input, isLast: (text: string) => boolean) {
  const asked = JSON.stringify({ id: 1, method: "subscription", params: { path, input } });
  return readFrames(reader, "/api/trpc", asked, isLast);
}

function readFrames(reader: Person, path: string, asked: string | null, isLast: (text: string) => boolean) {
  const socket = new WebSocket(`${served.url.replace("http", "ws")}${path}`, {
    headers: { authorization: `Bearer ${reader.token}` },
  });
  const frames: string[] = [];
  return new Promise<readonly string[]>((resolve, reject) => {
    socket.on("open", () => asked !== null && socket.send(asked));
    socket.on("error", reject);
    socket.on("close", (code) => reject(new Error(`closed with ${code}`)));
    socket.on("message", (data) => {
      frames.push(String(data));
      if (!isLast(String(data))) return;
      resolve(frames);
      socket.terminate();
    });
  });
}

async function readEvents(
  reader: Person,
  query: Record<string, string>,
  isLast: (text: string) => boolean,
): Promise<readonly string[]> {
  const stream = await openEventStream(served.url, {
    token: reader.token,
    query: { ...inWorkspace(), ...query },
    headers: { "Last-Event-ID": "0" },
  });
  const textOfBlock = ({ data }: SseBlock) => JSON.stringify(data);
  const blocks = await stream.until((all) => all.slice(-1).some((block) => isLast(textOfBlock(block))));
  stream.close();
  return blocks.map(textOfBlock);
}

function operation(id: string): AnyOperation {
  const found = operationList.find((one) => one.id === id);
  if (!found) throw new Error(`there is no operation ${id}`);
  return found;
}

type Answer = { readonly status: number; readonly bytes: number; readonly body: unknown };

async function ask(one: AnyOperation, input: Input, token: string | null): Promise<Answer> {
  const { path, query, body } = restRequest(one, input);
  const parameters = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, textOf(value)]));
  return send(`${path}?${parameters}`, {
    method: one.method,
    token,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

type Sent = { readonly method: string; readonly token: string | null; readonly body?: string };

async function send(path: string, { method, token, body }: Sent): Promise<Answer> {
  const answer = await fetch(`${served.url}${path}`, {
    method,
    headers: {
      "Accept-Encoding": "identity",
      ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
    },
    ...(body === undefined ? {} : { body }),
  });
  const bytes = Buffer.from(await answer.arrayBuffer());
  return { status: answer.status, bytes: bytes.length, body: bytes.length === 0 ? null : JSON.parse(String(bytes)) };
}

function row(status: number, token: Row["token"], input: Row["input"]): Row {
  return { status, token, input };
}

function nobody() {
  return null;
}

function owner() {
  return served.owner.token;
}

function victim() {
  return heavy.victim.token;
}

async function another() {
  return (await someone()).token;
}

let people = 0;

function someone(): Promise<Person> {
  people += 1;
  return served.person(`someone${people}`);
}

async function newInvite() {
  const { events } = await served.as(served.owner, {
    type: "invite.create",
    input: { role: "member", channel_ids: [], expires_at: null, max_uses: null },
  });
  const [event] = events;
  if (event?.type !== "invite.created") throw new Error("no invite was made");
  return { invite: event.payload.invite_id };
}

function inWorkspace() {
  return { workspace_id: served.world.workspaceId };
}

function inLong() {
  return { channel_id: heavy.longChannel };
}

function inGeneral() {
  return { channel_id: served.world.generalId };
}

function inDirect() {
  return { direct_conversation_id: heavy.direct };
}
