import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { type AnyOperation, operationList } from "../../src/doors/operations";
import type { exampleIds } from "../../src/doors/operations/examples";
import { restRequest } from "./contract-operations";
import { withRealIds } from "./contract-world";
import { type Relay, startRelay } from "./relay";
import type { Person } from "./served";
import { createInbox, type Inbox, openEventStream, openSocket, openTrpc, poll, subscribe } from "./streams";

/**
 * The people of the sweep: two who share secrets, a colleague of theirs, a guest among them, one whom the guest never meets, and
 * one from another workspace.
 */
export type Cast = {
  readonly owner: Person;
  readonly confidant: Person;
  readonly colleague: Person;
  readonly guest: Person;
  readonly unmet: Person;
  readonly stranger: Person;
};

type Place = { readonly url: string; readonly workspaceId: string; readonly generalId: string; readonly cast: Cast };

type Ids = Partial<Record<keyof typeof exampleIds, string>>;

/** A trace is text that people with access to a place may or may not receive: a nonce, or an earlier version of a message. */
const kinds = ["secret", "secret_trace", "open", "open_trace", "deleted", "unmet", "elsewhere"] as const;
type Kind = (typeof kinds)[number];

/** Unique strings in every kind of place, by who may receive them. */
export type Canaries = {
  readonly of: Readonly<Record<Kind, readonly string[]>>;
  /** The places that contain them. */
  readonly secretPlaces: Ids;
  readonly openPlaces: Ids;
  readonly elsewhereId: string;
  readonly elsewhereChannelId: string;
};

/** Hides canaries throughout one workspace and in another, using only the API. */
export async function hideCanaries({ url, workspaceId, generalId, cast }: Place): Promise<Canaries> {
  const { owner, confidant, colleague, unmet, stranger } = cast;
  const of: Record<Kind, string[]> = {
    secret: [],
    secret_trace: [],
    open: [],
    open_trace: [],
    deleted: [],
    unmet: [],
    elsewhere: [],
  };
  const canary = (kind: Kind) => {
    const text = newCanary(kind);
    of[kind].push(text);
    return text;
  };
  const by = (who: Person) => async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(`${url}/api${path}`, {
      method,
      headers: { authorization: `Bearer ${who.token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const [asOwner, asUnmet, asStranger] = [by(owner), by(unmet), by(stranger)];
  /** Fills a conversation with messages: one is edited, answered and reacted to, and one is deleted. */
  const fill = async (path: string, kind: "secret" | "open") => {
    const send = async (body: string) =>
      (await asOwner("POST", path, { body, nonce: canary(`${kind}_trace`) })).message.id;
    const kept = await send(canary(`${kind}_trace`));
    await asOwner("PATCH", `/messages/${kept}`, { body: canary(kind) });
    await asOwner("POST", `/messages/${kept}/thread/replies`, { body: canary(kind) });
    await asOwner("POST", `/messages/${kept}/reactions`, { emoji: "👍" });
    const quoting = { body: canary(kind), quoted_message_id: kept };
    await asOwner("POST", path, quoting);
    const doomed = await send(canary("deleted"));
    await asOwner("POST", path, { body: canary(kind), quoted_message_id: doomed });
    if (path.startsWith("/channels/"))
      for (const message_id of [kept, doomed]) await asOwner("POST", path.replace("messages", "pins"), { message_id });
    await asOwner("DELETE", `/messages/${doomed}`);
    return { kept, doomed };
  };

  // Shares no conversation with the guest, and appears in every type of event about a person.
  await asUnmet("PATCH", "/me", { display_name: canary("unmet") });
  await asUnmet("POST", `/channels/${generalId}/leave`);
  await asUnmet("PATCH", "/me", { display_name: canary("unmet") });
  for (const role of ["moderator", "member"])
    await asOwner("PATCH", `/workspaces/${workspaceId}/members/${unmet.userId}`, { role });
  const fields = { kind: "private", topic: canary("secret"), purpose: canary("secret") };
  const name = canary("secret");
  const { channel } = await asOwner("POST", `/workspaces/${workspaceId}/channels`, { name, ...fields });
  await asOwner("POST", `/channels/${channel.id}/members`, { user_id: confidant.userId });
  const secretMessages = await fill(`/channels/${channel.id}/messages`, "secret");
  const asked = { workspace_id: workspaceId, member_ids: [confidant.userId] };
  const { conversation } = await asOwner("POST", "/dms", asked);
  const told = await fill(`/dms/${conversation.id}/messages`, "secret");
  const openMessages = await fill(`/channels/${generalId}/messages`, "open");
  const elsewhere = await asStranger("POST", "/workspaces", { name: canary("elsewhere") });
  const elsewhereId: string = elsewhere.workspace.id;
  const plaza = { name: canary("elsewhere"), kind: "public", topic: canary("elsewhere") };
  const made = await asStranger("POST", `/workspaces/${elsewhereId}/channels`, plaza);
  await asStranger("POST", `/channels/${made.channel.id}/messages`, { body: canary("elsewhere") });
  const shared = { workspace: workspaceId, user: owner.userId, other_user: colleague.userId };
  return {
    of,
    secretPlaces: {
      ...shared,
      channel: channel.id,
      message: secretMessages.kept,
      reply: told.kept,
      direct: conversation.id,
    },
    openPlaces: { ...shared, channel: generalId, message: openMessages.doomed, reply: openMessages.kept },
    elsewhereId,
    elsewhereChannelId: made.channel.id,
  };
}

/**
 * Asks every endpoint for everything, as each person, and checks every byte the server sends: nobody receives a canary they may
 * not see, and everybody receives those they may.
 */
export async function sweep(place: Place, canaries: Canaries): Promise<void> {
  const { owner, confidant, colleague, guest, unmet, stranger } = place.cast;
  const { secret, secret_trace, open, open_trace, unmet: name, elsewhere } = canaries.of;
  const [whispered, said] = [newCanary("secret"), newCanary("open")];
  const insider = { hears: [...secret, ...open, whispered, said], traces: [...secret_trace, ...open_trace, ...name] };
  const sweeps: readonly Sweep[] = [
    { who: owner, other: confidant, ...insider },
    { who: confidant, other: owner, ...insider },
    { who: colleague, other: owner, hears: [...open, said], traces: [...open_trace, ...name] },
    { who: unmet, other: owner, hears: [...open, said, ...name.slice(-1)], traces: [...open_trace, ...name] },
    { who: guest, other: owner, hears: [...open, said], traces: open_trace },
    { who: stranger, other: owner, hears: elsewhere, traces: [] },
  ];
  const all = [...kinds.flatMap((kind) => canaries.of[kind]), whispered, said];
  for (const { who, other, hears, traces } of sweeps) {
    const relay = await startRelay(place.url);
    try {
      await askEverything({ ...place, url: relay.url }, canaries, who);
      await followEverything(place, { relay, canaries, who, other, whispered, said });
      const heard = relay.heard();
      const found = all.filter((text) => heard.includes(text));
      expect(found.filter((text) => !hears.includes(text) && !traces.includes(text))).toEqual([]);
      expect(hears.filter((text) => !found.includes(text))).toEqual([]);
    } finally {
      await relay.close();
    }
  }
}

type Sweep = {
  readonly who: Person;
  readonly other: Person;
  readonly hears: readonly string[];
  readonly traces: readonly string[];
};

/** Sends every read over REST and tRPC, for every place. An outsider also tries every write in the secret places. */
async function askEverything({ url, cast }: Place, canaries: Canaries, who: Person): Promise<void> {
  const { secretPlaces, openPlaces, elsewhereId } = canaries;
  const isInside = who === cast.owner || who === cast.confidant;
  const [nonce = ""] = canaries.of.secret_trace;
  for (const operation of operationList) {
    if (operation.kind !== "json") continue;
    const isQuestion = operation.method === "GET";
    if (!isQuestion && (isInside || !/\{(channel|message|direct_conversation)_id\}/u.test(operation.path))) continue;
    for (const ids of isQuestion
      ? [secretPlaces, openPlaces, { ...openPlaces, workspace: elsewhereId }]
      : [secretPlaces]) {
      const input = withRealIds({ ...operation.example, ...(operation.id === "messages.byNonce" && { nonce }) }, ids);
      await askBothWays(url, { operation, input, who });
    }
  }
  for (const format of ["plain", "envelope"])
    for (const ids of [secretPlaces, openPlaces])
      for (const conversation of [ids.channel, ids.direct].flatMap((id) => id ?? []))
        await ask(
          `${url}/api/boot?${new URLSearchParams({ workspace_id: ids.workspace ?? "", format, conversation })}`,
          who,
        );
  const theft = { body: "look", quoted_message_id: secretPlaces.message };
  if (!isInside) await ask(`${url}/api/channels/${openPlaces.channel}/messages`, who, { method: "POST", body: theft });
}

type Question = {
  readonly operation: AnyOperation;
  readonly input: Readonly<Record<string, unknown>>;
  readonly who: Person;
};

async function askBothWays(url: string, { operation, input, who }: Question): Promise<void> {
  const { method } = operation;
  const { path, query, body } = restRequest(operation, input);
  const parameters = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
  await ask(`${url}${path}?${parameters}`, who, method === "GET" ? { method } : { method, body });
  const procedure = `${url}/api/trpc/${operation.id}`;
  if (method === "GET") await ask(`${procedure}?input=${encodeURIComponent(JSON.stringify(input))}`, who);
  else await ask(procedure, who, { method: "POST", body: input });
}

/** Asks without compression, so that the bytes are readable. Every answer is accepted except a server error. */
async function ask(
  url: string,
  who: Person,
  { method = "GET", body }: { method?: string; body?: unknown } = {},
): Promise<void> {
  const answer = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${who.token}`,
      "accept-encoding": "identity",
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (answer.status >= 500 && answer.status !== 501) throw new Error(`${method} ${url}: ${answer.status} ${text}`);
}

type Following = {
  readonly relay: Relay;
  readonly canaries: Canaries;
  readonly who: Person;
  /** Another person, who writes the message that the streams end with. */
  readonly other: Person;
  readonly whispered: string;
  readonly said: string;
};

/** Follows every stream in every form, from the start of the log until a message written now arrives, and the ephemerals. */
async function followEverything(
  place: Place,
  { relay, canaries, who, other, whispered, said }: Following,
): Promise<void> {
  const { token } = who;
  const { url } = relay;
  const isStranger = who === place.cast.stranger;
  const workspace_id = isStranger ? canaries.elsewhereId : place.workspaceId;
  const sockets = ["1", "2"].map((v) => openSocket(url, { token, query: { workspace_id, after_cursor: "0", v } }));
  const { trpc, close } = openTrpc(url, { token });
  const events = subscribe(trpc, { workspace_id, after: "0" });
  const ephemerals = createInbox<unknown>();
  const listening = trpc.realtime.ephemerals.subscribe({ workspace_id }, { onData: ephemerals.put });
  const forms = [{ format: "plain" }, { format: "envelope" }, { v: "2" }];
  const streams = await Promise.all(
    forms.map((form) => openEventStream(url, { token, query: { workspace_id, resume_point: "0", ...form } })),
  );
  const post = (author: Person, path: string, body: unknown) =>
    ask(`${place.url}/api${path}`, author, { method: "POST", body });
  const marker = `marker-${randomUUID()}`;
  const general = isStranger ? canaries.elsewhereChannelId : place.generalId;
  await post(isStranger ? who : other, `/channels/${general}/messages`, { body: marker });
  await Promise.all([...sockets, events, ...streams].map((stream) => lastSays(stream, marker)));
  await pollUntil({ url, who, workspace_id, marker });

  const typing = (channel_id: string | undefined, note: string) => ({
    workspace_id: place.workspaceId,
    type: "typing.started",
    channel_id,
    payload: { note },
  });
  const ears = isStranger ? [] : [...sockets, ephemerals];
  do {
    await post(other, "/realtime/ephemeral", typing(canaries.secretPlaces.channel, whispered));
    await post(other, "/realtime/ephemeral", typing(place.generalId, said));
  } while (!ears.every(({ items }) => JSON.stringify(items).includes(said)));

  if (isStranger) await Promise.all(["1", "2"].map((v) => refused(place, { url, token, v })));
  listening.unsubscribe();
  await close();
  for (const { socket } of sockets) socket.terminate();
  for (const stream of streams) stream.close();
}

async function lastSays(stream: Inbox<unknown>, text: string): Promise<void> {
  await stream.until((items) => JSON.stringify(items.at(-1) ?? null).includes(text));
}

type Polling = { readonly url: string; readonly who: Person; readonly workspace_id: string; readonly marker: string };

async function pollUntil({ url, who, workspace_id, marker }: Polling): Promise<void> {
  for (let after_cursor = "0", text = ""; !text.includes(marker); ) {
    const query = { workspace_id, after_cursor, limit: "500" };
    const { body } = await poll(url, { token: who.token, query, headers: { "accept-encoding": "identity" } });
    text = JSON.stringify(body);
    after_cursor = body.upto;
  }
}

/** For someone who does not belong to it, a workspace does not exist. */
async function refused(
  { workspaceId }: Place,
  { url, token, v }: { url: string; token: string; v: string },
): Promise<void> {
  const query = { workspace_id: workspaceId, after_cursor: "0", v };
  expect(await openSocket(url, { token, query }).ended).toBe("1008");
  expect((await openEventStream(url, { token, query: { ...query, resume_point: "0" } })).status).toBe(404);
  expect((await poll(url, { token, query })).status).toBe(404);
}

function newCanary(kind: Kind): string {
  return `canary-${kind.replace("_", "-")}-${randomUUID()}`;
}
