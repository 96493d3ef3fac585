import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Scope, scopes } from "../../src/domain/core/scopes";
import { operationList } from "../../src/doors/operations";
import { draft } from "../support/app";
import { restRequest } from "../support/contract-operations";
import { withRealIds } from "../support/contract-world";
import { createTestDatabase } from "../support/database";
import { type Bot, type Served, serve } from "../support/served";
import { openEventStream, openSocket, openTrpc, poll, subscribe } from "../support/streams";

/** Whoever holds one of these sets may read the text: said here once more, apart from the code. */
const readers = {
  root: [["messages:read"]],
  reply: [["threads:read"]],
  shared: [["messages:read"], ["threads:read"]],
  dm: [["dms:read"]],
  dmReply: [["threads:read", "dms:read"]],
} as const satisfies Record<string, readonly (readonly Scope[])[]>;
type Kind = keyof typeof readers;
const kinds = Object.keys(readers) as Kind[];

type Place = {
  readonly ids: Readonly<Record<Kind, string>>;
  readonly text: Readonly<Record<Kind, string>>;
  readonly direct: string;
};

let served: Served;

beforeAll(async () => {
  served = await serve(await createTestDatabase());
});
afterAll(() => served.close());

const sets: readonly (readonly Scope[])[] = [
  ...scopes.map((scope) => [scope]),
  ["messages:read", "threads:read"],
  ["messages:read", "dms:read"],
  ["threads:read", "dms:read"],
  ["messages:write", "threads:write", "dms:write"],
  scopes,
];

test.each(sets.map((set) => [set.length > 3 ? "every scope" : set.join(" and "), set] as const))(
  "a bot with %s is sent no text by any door that it may not read, and what it may read is sent",
  async (_name, set) => {
    const held = new Set<Scope>([...set, "realtime:read"]);
    const bot = await served.bot(`bot-${randomUUID().slice(0, 8)}`, [...held]);
    const place = await fill(bot);
    const heard = `${await askEverything(bot, place)}${await followEverything(bot, place, held)}`;
    const found = kinds.filter((kind) => heard.includes(place.text[kind]));
    const mayRead = kinds.filter((kind) => readers[kind].some((way) => way.every((scope) => held.has(scope))));
    expect(found.filter((kind) => !mayRead.includes(kind))).toEqual([]);
    expect(mayRead.filter((kind) => !found.includes(kind))).toEqual([]);
  },
);

test("a quotation is answered as withheld to the bot that made it, and stands in the log for those who may read it", async () => {
  const bot = await served.bot("quoting", ["messages:write"]);
  const { ids, text } = await fill(bot);
  const send = (body: object) => ask(bot, "POST", `/channels/${served.world.generalId}/messages`, body);
  const sent = JSON.parse(await send({ body: "as was said", quoted_message_id: ids.root, nonce: "q1" }));
  const withheld = { body: "as was said", quoted_message_id: ids.root, withheld: true };
  expect(sent).toMatchObject({ message: withheld, event: { payload: { message: withheld } } });
  expect(sent.message).not.toHaveProperty("quoted_body_snapshot");
  expect(sent.event.payload.message.quoted_body_snapshot).toBeNull();
  expect(await send({ body: "as was said", quoted_message_id: ids.root, nonce: "q1" })).not.toContain(text.root);
  const edited = await ask(bot, "PATCH", `/messages/${sent.message.id}`, { body: "as was said before" });
  expect(JSON.parse(edited)).toMatchObject({ message: { body: "as was said before", withheld: true } });
  expect(edited).not.toContain(text.root);
  expect(await ask(served.owner, "GET", `/messages/${sent.message.id}`)).toContain(text.root);
});

test("what somebody may not read cannot be quoted, and is refused as what does not exist", async () => {
  const { owner, world } = served;
  const carol = await served.person("carol");
  const secret = (await served.as(owner, { type: "channel.create", input: { name: "hidden", kind: "private" } }))
    .events[0];
  const hidden = await say(secret?.channel_id ?? "", "nobody else reads this");
  const quote = (quoted_message_id: string) =>
    ask(carol, "POST", `/channels/${world.generalId}/messages`, { body: "look", quoted_message_id });
  const [unreadable, unknown] = [await quote(hidden), await quote("msg_of_nobody")].map((answer) => ({
    ...JSON.parse(answer),
    request_id: "",
  }));
  expect(unreadable).toMatchObject({ code: "not_found" });
  expect(unreadable).toEqual(unknown);
});

test("a reply, and whoever reacted to it, is read by its id with the scope for threads alone", async () => {
  const [narrow, wide] = [
    await served.bot("narrow", ["messages:read"]),
    await served.bot("wide", ["messages:read", "threads:read"]),
  ];
  const { ids } = await fill(narrow);
  for (const kind of ["reply", "shared"] as const)
    for (const path of [`/messages/${ids[kind]}`, `/messages/${ids[kind]}/reactions`]) {
      expect(JSON.parse(await ask(narrow, "GET", path))).toMatchObject({ code: "insufficient_scope" });
      expect(JSON.parse(await ask(wide, "GET", path))).not.toHaveProperty("code");
    }
});

test("a tag of what a bot may not read cannot be tried on a write", async () => {
  const bot = await served.bot("guessing", ["messages:write"]);
  const { message } = JSON.parse(
    await ask(bot, "POST", `/channels/${served.world.generalId}/messages`, { body: "own" }),
  );
  const response = await fetch(`${served.url}/api/messages/${message.id}`, {
    method: "PATCH",
    headers: { authorization: `Bearer ${bot.token}`, "content-type": "application/json", "if-match": '"guess.guess"' },
    body: JSON.stringify({ body: "changed" }),
  });
  expect([response.status, (await response.json()).code]).toEqual([403, "insufficient_scope"]);
});

test("what is typed or on its way in a channel is told to the bots alone that may read it", async () => {
  const { owner, url, world } = served;
  const [deaf, hearing] = [await served.bot("deaf", ["realtime:read"]), await served.bot("hearing")];
  const sockets = [deaf, hearing].map((bot) => openSocket(url, { token: bot.token, query: { v: "2" } }));
  for (const socket of sockets) await socket.until((frames) => frames.some((frame) => frame.type === "caught_up"));
  const typing = { workspace_id: world.workspaceId, type: "typing.started", channel_id: world.generalId };
  const [deafSocket, hearingSocket] = sockets;
  await ask(owner, "POST", "/realtime/ephemeral", typing);
  await hearingSocket?.until((frames) => frames.some((frame) => frame.type === "typing.started"));
  expect(JSON.stringify(deafSocket?.items)).not.toContain("typing.started");
  for (const { socket } of sockets) socket.terminate();
});

/** Texts in every kind of place that the bot is in, each of them quoted where it can be, and the replies edited. */
async function fill(bot: Bot): Promise<Place> {
  const { owner, world } = served;
  const text = Object.fromEntries(kinds.map((kind) => [kind, `canary-${kind}-${randomUUID()}`])) as Record<
    Kind,
    string
  >;
  const general = world.generalId;
  const opened = await served.as(owner, { type: "direct.create", input: { member_ids: [bot.userId] } });
  const direct = opened.events[0]?.direct_conversation_id ?? "";
  const root = await say(general, text.root);
  const dm = await say(direct, text.dm);
  const reply = await answer(root, "before it was edited");
  const dmReply = await answer(dm, "before it was edited");
  for (const [message_id, body] of [
    [reply, text.reply],
    [dmReply, text.dmReply],
  ] as const)
    await served.as(owner, { type: "message.update", input: { message_id, body } });
  const shared = await answer(root, text.shared, { also_send_to_channel: true });
  await say(general, "quoting the root", root);
  await say(direct, "quoting the direct message", dm);
  await answer(root, "quoting the root in its thread", { quoted_message_id: root });
  await answer(root, "quoting a reply", { quoted_message_id: reply });
  await answer(dm, "quoting the direct message in its thread", { quoted_message_id: dm });
  for (const message_id of [root, reply, dm])
    await served.as(owner, { type: "reaction.add", input: { message_id, emoji: "👍" } });
  return { ids: { root, reply, shared, dm, dmReply }, text, direct };
}

async function say(place: string, body: string, quoted_message_id: string | null = null): Promise<string> {
  const isDirect = place.startsWith("dm_");
  const input = {
    ...draft(body),
    quoted_message_id,
    channel_id: isDirect ? null : place,
    direct_conversation_id: isDirect ? place : null,
  };
  return idOf(await served.as(served.owner, { type: "message.create", input }));
}

async function answer(
  root_message_id: string,
  body: string,
  { also_send_to_channel = false, quoted_message_id = null as string | null } = {},
): Promise<string> {
  const input = { ...draft(body), root_message_id, also_send_to_channel, quoted_message_id };
  return idOf(await served.as(served.owner, { type: "thread.reply", input }));
}

function idOf({ events }: Awaited<ReturnType<Served["as"]>>): string {
  const event = events.find(({ type }) => type === "message.created" || type === "thread.reply_created");
  return event && "message_id" in event.payload ? event.payload.message_id : "";
}

/** Every question about every message over REST and tRPC, and every deed that answers with a message. */
async function askEverything(bot: Bot, { ids, direct }: Place): Promise<string> {
  const { generalId, workspaceId } = served.world;
  const places = { workspace: workspaceId, channel: generalId, direct, user: bot.userId };
  const answers: string[] = [];
  for (const operation of operationList) {
    if (operation.kind !== "json" || operation.method !== "GET") continue;
    for (const message of Object.values(ids)) {
      const input = withRealIds(operation.example, { ...places, message });
      const { path, query } = restRequest(operation, input);
      const search = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
      answers.push(await ask(bot, "GET", `${path.slice("/api".length)}?${search}`));
      answers.push(await ask(bot, "GET", `/trpc/${operation.id}?input=${encodeURIComponent(JSON.stringify(input))}`));
      if (!operation.path.includes("{message_id}")) break;
    }
  }
  for (const format of ["plain", "envelope"])
    for (const conversation of [generalId, direct])
      answers.push(await ask(bot, "GET", `/boot?${new URLSearchParams({ format, conversation })}`));
  const deeds: [string, object][] = [
    [`/channels/${generalId}/messages`, { body: "quoting", quoted_message_id: ids.root }],
    [`/dms/${direct}/messages`, { body: "quoting", quoted_message_id: ids.dm }],
    ...[ids.root, ids.reply, ids.shared].map((quoted_message_id): [string, object] => [
      `/messages/${ids.root}/thread/replies`,
      { body: "quoting", quoted_message_id },
    ]),
    [`/messages/${ids.dm}/thread/replies`, { body: "quoting", quoted_message_id: ids.dmReply }],
    ...Object.values(ids).map((id): [string, object] => [`/messages/${id}/reactions`, { emoji: "🎉" }]),
    [`/hooks/slash/${generalId}`, { command: "/say", text: "something" }],
  ];
  for (const [path, body] of deeds) answers.push(await ask(bot, "POST", path, body));
  const procedures: [string, object][] = [
    ["messages.send", { channel_id: generalId, body: "quoting", quoted_message_id: ids.root }],
    ["threads.reply", { message_id: ids.root, body: "quoting", quoted_message_id: ids.reply }],
    ["directs.send", { direct_conversation_id: direct, body: "quoting", quoted_message_id: ids.dm }],
  ];
  for (const [procedure, input] of procedures) answers.push(await ask(bot, "POST", `/trpc/${procedure}`, input));
  return answers.join("\n");
}

/** Every stream from the beginning of the log on; those that do not say when they have reached the present, until a message that the bot may see. */
async function followEverything({ token }: Bot, { ids }: Place, held: ReadonlySet<Scope>): Promise<string> {
  const { url, world } = served;
  const workspace_id = world.workspaceId;
  const marker = `marker-${randomUUID()}`;
  const ranged = openSocket(url, { token, query: { workspace_id, after_cursor: "0", v: "2" } });
  const { trpc, close } = openTrpc(url, { token });
  const batches = subscribe(trpc, { workspace_id, after: "0" });
  const bare = openSocket(url, { token, query: { workspace_id, after_cursor: "0" } });
  const forms = [{ format: "plain" }, { format: "envelope" }, { v: "2" }];
  const streams = await Promise.all(
    forms.map((form) => openEventStream(url, { token, query: { workspace_id, resume_point: "0", ...form } })),
  );
  if (held.has("threads:read")) await answer(ids.root, marker);
  else await say(world.generalId, marker);
  const isTold = held.has("threads:read") || held.has("messages:read");
  for (const stream of [bare, batches, ...streams])
    if (isTold) await stream.until((items) => JSON.stringify(items).includes(marker));
  await ranged.until((frames) => frames.some((frame) => frame.type === "caught_up"));
  await batches.until((all) => all.length > 0);
  const polled: unknown[] = [];
  for (let after_cursor = "0"; ; ) {
    const { body } = await poll(url, { token, query: { workspace_id, after_cursor, limit: "500" } });
    polled.push(body);
    if (body.upto === after_cursor) break;
    after_cursor = body.upto;
  }
  const heard = JSON.stringify([ranged.items, batches.items, bare.items, streams.map(({ items }) => items), polled]);
  for (const { socket } of [ranged, bare]) socket.terminate();
  for (const stream of streams) stream.close();
  await close();
  return heard;
}

async function ask(who: { readonly token: string }, method: string, path: string, body?: object): Promise<string> {
  const response = await fetch(`${served.url}/api${path}`, {
    method,
    headers: {
      authorization: `Bearer ${who.token}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (response.status >= 500 && response.status !== 501)
    throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text;
}
