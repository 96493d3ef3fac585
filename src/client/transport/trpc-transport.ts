import { errorCodes } from "../../domain/core/errors";
import { conversationKind } from "../../domain/core/timelines";
import type { ReadState } from "../../domain/read-states/rules";
import { field, oneOf } from "../platform/reading";
import { Refusal } from "./answers";
import { type Api, answerMs, type Reach, refusalIn } from "./api";
import { noteBuild } from "./builds";
import { fetchTrpc } from "./create-api";
import { sendCommand } from "./outbox-commands";
import type { Boot, PageAt, Preferences, Stream, StreamHandlers, StreamOptions, Transport } from "./transport";

const pageSize = 60;

/** The engine's transport: boot by fetch, calls over HTTP, one socket for both streams (`trpc-stream.ts`). */
export function createTrpcTransport(api: Api, reach: Reach = {}): Transport {
  return {
    boot: (options) => boot(reach, options),
    openStream: (options, handlers) => openStream(api, reach, options, handlers),
    send: (command) => answered(sendCommand(api, command)),
    messages: (id, at) => {
      const page = { ...pageAt(at), limit: pageSize };
      return answered(
        isDirect(id)
          ? api.directs.messages.query({ direct_conversation_id: id, ...page })
          : api.messages.list.query({ channel_id: id, member_changes: true, ...page }),
      );
    },
    replies: async (rootId, at) => {
      const { replies, ...page } = await answered(
        api.threads.get.query({ message_id: rootId, ...pageAt(at), limit: pageSize }),
      );
      return { ...page, messages: replies };
    },
    conversation: (id) => answered(conversation(api, id)),
    workspaces: async () => {
      const { workspaces, next_cursor } = await answered(api.workspaces.list.query({}));
      return { workspaces, hasMore: next_cursor !== null };
    },
    preferences: async () => (await answered(api.me.get.query())).user.preferences,
    savePreferences: async (preferences) => {
      const answer = await sendParting(reach, "PATCH", "/api/me", { preferences });
      return field(field(answer, "user"), "preferences") as Preferences;
    },
    users: async (ids) => (await answered(api.users.batch.query({ ids: [...ids] }))).users,
    markRead: async ({ conversation_id, seq, unread, revision }, { isParting } = { isParting: false }) => {
      const mark = { seq, unread, ...(revision === null ? {} : { revision }) };
      if (isParting) return markParting(reach, conversation_id, mark);
      const answer = isDirect(conversation_id)
        ? api.readStates.markDirect.mutate({ direct_conversation_id: conversation_id, ...mark })
        : api.readStates.markChannel.mutate({ channel_id: conversation_id, ...mark });
      return (await answered(answer)).receipt;
    },
    publish: async (workspace_id, type, place, payload) => {
      await answered(api.realtime.publish.mutate({ workspace_id, type, payload, ...place }));
    },
    signOut: async () => {
      await answered(api.auth.logout.mutate());
    },
  };
}

async function markParting(reach: Reach, conversationId: string, mark: object): Promise<ReadState> {
  const place = isDirect(conversationId) ? "dms" : "channels";
  const path = `/api/${place}/${encodeURIComponent(conversationId)}/read`;
  return field(await sendParting(reach, "POST", path, mark), "receipt") as ReadState;
}

/**
 * A request that is sent in this tick and continues when the page is gone. It uses the REST door, since tRPC calls wait to be sent
 * together in one request.
 */
async function sendParting(
  { baseUrl = "", fetch = globalThis.fetch }: Reach,
  method: "POST" | "PATCH",
  path: string,
  body: object,
): Promise<unknown> {
  const answer = await fetch(baseUrl + path, {
    method,
    credentials: "same-origin",
    keepalive: true,
    signal: AbortSignal.timeout(answerMs),
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return answerOf(answer);
}

async function answered<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw refusalIn(error) ?? error;
  }
}

async function conversation(api: Api, id: string): ReturnType<Transport["conversation"]> {
  if (!isDirect(id)) {
    const { last_seq, last_read_seq, unread_count, mention_count, is_member, ...channel } = (
      await api.channels.get.query({ channel_id: id })
    ).channel;
    const own = is_member ? { last_read_seq, unread_count, mention_count } : null;
    return { kind: "channel", channel, last_seq, last_message_at: null, own };
  }
  const { conversation: found } = await api.directs.get.query({ direct_conversation_id: id });
  const { workspace_id, created_at, created_by, members, last_seq, last_message_at } = found;
  const { last_read_seq, unread_count, mention_count } = found;
  const member_ids = members.map((member) => member.id);
  return {
    kind: "direct",
    direct: { id, workspace_id, member_ids, created_at, created_by },
    last_seq,
    last_message_at,
    own: { last_read_seq, unread_count, mention_count },
  };
}

type BootOptions = Parameters<Transport["boot"]>[0];

async function boot(
  { baseUrl = "", fetch = globalThis.fetch }: Reach,
  { workspaceId, conversationId }: BootOptions,
): Promise<Boot> {
  const query = new URLSearchParams({ format: "envelope", member_changes: "true" });
  if (workspaceId) query.set("workspace_id", workspaceId);
  if (conversationId) query.set("conversation", conversationId);
  const signal = AbortSignal.timeout(answerMs);
  const answer = await answerOf(await fetch(`${baseUrl}/api/boot?${query}`, { credentials: "same-origin", signal }));
  noteBuild(field(answer, "build"));
  return answer as Boot;
}

/** The body of a REST response. Throws a refusal as a `Refusal`. */
async function answerOf(response: Response): Promise<unknown> {
  const answer: unknown = await response.json();
  if (response.ok) return answer;
  const code = oneOf(errorCodes, field(answer, "code"));
  if (code === undefined) throw new Error(`The server answered with ${response.status}.`);
  throw new Refusal(code, String(field(answer, "error")));
}

/** A stream whose code may still be on its way: until it is here, the stream is one that has not opened. */
function openStream(api: Api, reach: Reach, options: StreamOptions, handlers: StreamHandlers): Stream {
  let { presenceOf } = options;
  let stream: Stream | null = null;
  let isOver = false;
  fetchTrpc().then(
    (trpc) => {
      if (!isOver) stream = trpc.openStream({ api, reach }, { ...options, presenceOf }, handlers);
    },
    () => isOver || handlers.onEnd(null),
  );
  return {
    watchPresence: (userIds) => {
      presenceOf = userIds;
      stream?.watchPresence(userIds);
    },
    close: () => {
      isOver = true;
      stream?.close();
    },
  };
}

function pageAt(at: PageAt) {
  return Object.keys(at).length === 0 ? { mode: "latest" as const } : at;
}

function isDirect(conversationId: string): boolean {
  return conversationKind(conversationId) === "direct";
}
