import type pg from "pg";
import { DomainError } from "../../domain/core/errors";
import type { Envelope } from "../../domain/core/events";
import { limits } from "../../domain/core/limits";
import { visibleChannel, visibleDirect } from "../../domain/core/permissions";
import type { MemberHistory } from "../../domain/member-changes";
import type { ContentPayload, MessageResource } from "../../domain/messages/rules";
import { emptyThread } from "../../domain/messages/thread-state";
import type { MemoryStore } from "../../domain/state";
import type { HotStates } from "../log/hot-states";
import type { Locate } from "./locate";
import { readMemberHistory } from "./member-changes";
import { withinBytes } from "./message-bytes";
import {
  authorIn,
  type MessageRow,
  messageById,
  presentMessage,
  readMessages,
  readVisible,
  type Selection,
} from "./message-rows";
import type { Viewer } from "./viewing";

/** The start of a page of a conversation or a thread. At most one may be given; none means from the oldest. */
export type PageMode = {
  readonly after_seq?: number | undefined;
  readonly before_seq?: number | undefined;
  readonly around_seq?: number | undefined;
  readonly mode?: "latest" | undefined;
};

export type PageRequest = PageMode & {
  readonly limit: number;
  /** The approximate maximum size of the page as JSON. The page holds at least one message. */
  readonly bytesMax?: number;
};

/** A request for a page of a channel. */
export type ChannelPageRequest = PageRequest & {
  /** Include who joined and left within the page. */
  readonly memberChanges?: boolean;
};

export type MessagePage = {
  readonly messages: MessageResource[];
  readonly oldest_seq: number | null;
  readonly newest_seq: number | null;
  readonly has_older: boolean;
  readonly has_newer: boolean;
  /** The head at which the page was read. */
  readonly cursor: string;
};

/** A page of a channel, with its member changes if they were requested. */
export type ChannelPage = MessagePage & { readonly member_changes?: MemberHistory };

export type MessageQueries = {
  channelPage(userId: string, channelId: string, request: ChannelPageRequest): Promise<ChannelPage>;
  directPage(userId: string, directId: string, request: PageRequest): Promise<MessagePage>;
  get(userId: string, messageId: string): Promise<MessageResource>;
  /** The caller's own message with that nonce. */
  byNonce(viewer: Viewer, nonce: string): Promise<MessageResource>;
  /** A message that its author has just written: it has no thread or reactions yet, so no query is needed. */
  presentNew(event: Envelope<string, ContentPayload>): Promise<MessageResource>;
};

/** The share of a page's bytes for member changes. */
const memberChangesShare = 1 / 8;

export function createMessageQueries(pool: pg.Pool, states: HotStates, locate: Locate): MessageQueries {
  /** Reads first, then checks by the state at the head that was read at, or a later one. This saves a query for the head. */
  async function conversationPage(
    viewer: Viewer,
    conversationId: string,
    { request, check }: { request: PageRequest; check: (store: MemoryStore) => unknown },
  ): Promise<{ page: MessagePage; store: MemoryStore; head: number }> {
    const selection = pageSelection("conversation_id", "channel_seq", conversationId, request);
    const { rows, head } = await readMessages(pool, viewer, selection);
    const { store } = await states.at(viewer.workspace_id, pool, head);
    check(store);
    const lastSeq = store.get("timeline", conversationId)?.last_seq ?? 0;
    const page = toPage({
      rows,
      head,
      request,
      seqOf: ({ message }) => message.channel_seq,
      lastSeq,
      present: (row) => presentMessage(store, row),
    });
    return { page, store, head };
  }

  /** Changes after a message come with that message, so that adjacent pages report every change exactly once. */
  async function channelPage(
    viewer: Viewer,
    channelId: string,
    { memberChanges = false, bytesMax = limits.answerBytesMax, ...request }: ChannelPageRequest,
  ): Promise<ChannelPage> {
    const bytesForChanges = memberChanges ? bytesMax * memberChangesShare : 0;
    const { page, store, head } = await conversationPage(viewer, channelId, {
      request: { ...request, bytesMax: bytesMax - bytesForChanges },
      check: (state) => visibleChannel(state, viewer, channelId),
    });
    // An empty page of a channel that has messages has no place for changes.
    if (!memberChanges || (page.newest_seq === null && (page.has_older || page.has_newer))) return page;
    const member_changes = await readMemberHistory(pool, store, {
      viewer,
      channelId,
      fromSeq: page.has_older ? (page.oldest_seq ?? 0) : 0,
      toSeq: page.has_newer ? page.newest_seq : null,
      upto: head,
      bytesMax: bytesForChanges,
    });
    return { ...page, member_changes };
  }

  async function one(viewer: Viewer, selection: Selection): Promise<MessageResource> {
    const { store, row } = await readVisible({ pool, states }, viewer, selection);
    return presentMessage(store, row);
  }

  return {
    channelPage: async (user_id, channelId, request) => {
      const viewer = { user_id, workspace_id: await locate.channel(channelId) };
      return channelPage(viewer, channelId, request);
    },
    directPage: async (user_id, directId, request) => {
      const viewer = { user_id, workspace_id: await locate.direct(directId) };
      const check = (store: MemoryStore) => visibleDirect(store, viewer, directId);
      return (await conversationPage(viewer, directId, { request, check })).page;
    },
    get: async (user_id, messageId) =>
      one({ user_id, workspace_id: await locate.message(messageId) }, messageById(messageId)),
    byNonce: (viewer, nonce) =>
      one(viewer, {
        name: "by nonce",
        sql: "select * from messages where workspace_id = $1 and author_id = $2 and nonce = $3",
        values: [nonce],
      }),
    presentNew: async ({ workspace_id, payload: { message } }) => {
      const { quoted_author_id, parent_message_id } = message;
      const quoted_author =
        quoted_author_id === null ? null : authorIn((await states.of(workspace_id)).store, quoted_author_id);
      return {
        quoted_author,
        thread_state: parent_message_id === null ? emptyThread(message) : null,
        reactions: [],
        ...message,
      };
    },
  };
}

type SeqColumn = "channel_seq" | "thread_seq";

/** Selects rows of one conversation or thread in the order of `seq`, by the mode of the request. */
export function pageSelection(
  owner: "conversation_id" | "thread_root_id",
  seq: SeqColumn,
  id: string,
  request: PageRequest,
): Selection {
  const { after_seq, before_seq, around_seq, mode, limit, bytesMax = limits.answerBytesMax } = request;
  if ([after_seq, before_seq, around_seq, mode].filter((value) => value !== undefined).length > 1) {
    throw new DomainError("malformed", "Give at most one of after_seq, before_seq, around_seq and mode.");
  }
  const rows = (condition: string, direction: "asc" | "desc", count: string) =>
    withinBytes(
      `select * from messages where ${owner} = $3 and ${seq} is not null and ${condition} order by ${seq} ${direction} limit ${count}`,
      { order: `${seq} ${direction}`, bytesMax: "$5" },
    );
  const name = (what: string) => `${owner} ${what}`;
  if (mode === "latest")
    return { name: name("latest"), sql: ordered(rows("true", "desc", "$4"), seq), values: [id, limit, bytesMax] };
  if (before_seq !== undefined)
    return {
      name: name("before"),
      sql: ordered(rows(`${seq} < $6`, "desc", "$4"), seq),
      values: [id, limit, bytesMax, before_seq],
    };
  if (around_seq === undefined)
    return {
      name: name("after"),
      sql: rows(`${seq} > $6`, "asc", "$4"),
      values: [id, limit, bytesMax, after_seq ?? 0],
    };
  const older = Math.floor(limit / 2);
  const sql = ordered(`${rows(`${seq} < $6`, "desc", "$4")} union all ${rows(`${seq} >= $6`, "asc", "$7")}`, seq);
  return { name: name("around"), sql, values: [id, older, bytesMax / 2, around_seq, limit - older] };
}

function ordered(sql: string, seq: SeqColumn): string {
  return `select * from (${sql}) as page order by ${seq}`;
}

type Paging = {
  readonly request: PageRequest;
  readonly rows: readonly MessageRow[];
  readonly head: number;
  readonly seqOf: (row: MessageRow) => number | null;
  readonly lastSeq: number;
  readonly present: (row: MessageRow) => MessageResource;
};

/**
 * Numbers within a conversation have no gaps, so the edges of a page, or the position of
 * an empty one, show whether there is more.
 */
export function toPage({ rows, head, request, seqOf, lastSeq, present }: Paging): MessagePage {
  const start =
    request.after_seq === undefined ? (request.before_seq ?? request.around_seq ?? 1) : request.after_seq + 1;
  const seqs = rows.map((row) => seqOf(row) ?? 0).sort((one, other) => one - other);
  const oldest = seqs[0] ?? null;
  const newest = seqs.at(-1) ?? null;
  return {
    messages: [...rows].sort((one, other) => (seqOf(one) ?? 0) - (seqOf(other) ?? 0)).map(present),
    oldest_seq: oldest,
    newest_seq: newest,
    has_older: oldest === null ? lastSeq > 0 && start > 1 : oldest > 1,
    has_newer: newest === null ? lastSeq >= start : newest < lastSeq,
    cursor: String(head),
  };
}
