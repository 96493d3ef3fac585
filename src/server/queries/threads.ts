import type pg from "pg";
import { knows } from "../../domain/core/acquaintances";
import { DomainError } from "../../domain/core/errors";
import { limits } from "../../domain/core/limits";
import type { Author } from "../../domain/core/people";
import { authorOf } from "../../domain/members/rules";
import type { MessageResource } from "../../domain/messages/rules";
import { emptyThread, type ThreadState } from "../../domain/messages/thread-state";
import { canonicalEmoji } from "../../domain/reactions/emoji";
import { pairKey } from "../../domain/state";
import type { HotStates } from "../log/hot-states";
import { respelledSql } from "../store/respelled";
import type { Locate } from "./locate";
import { messageById, presentMessage, readMessages, readVisible, unknownAuthor } from "./message-rows";
import { type MessagePage, type PageRequest, pageSelection, toPage } from "./messages";

export type ThreadPage = Omit<MessagePage, "messages"> & {
  readonly root: MessageResource;
  readonly replies: MessageResource[];
  readonly thread_state: ThreadState;
};

export type ThreadQueries = {
  page(userId: string, rootId: string, request: PageRequest): Promise<ThreadPage>;
  /**
   * The people who reacted to a message, and when; at most `reactionListMax`. A guest gets
   * no names of people whom they do not know.
   */
  reactions(
    userId: string,
    messageId: string,
  ): Promise<{ reactions: { emoji: string; user: Author; created_at: string }[]; has_more: boolean }>;
};

export function createThreadQueries(pool: pg.Pool, states: HotStates, locate: Locate): ThreadQueries {
  async function readable(user_id: string, messageId: string) {
    const viewer = { user_id, workspace_id: await locate.message(messageId) };
    return { viewer, ...(await readVisible({ pool, states }, viewer, messageById(messageId))) };
  }

  return {
    page: async (userId, rootId, request) => {
      const { viewer, store, row } = await readable(userId, rootId);
      if (row.message.parent_message_id !== null)
        throw new DomainError("invalid_input", "thread root must be a root message");
      const { rows, head } = await readMessages(
        pool,
        viewer,
        pageSelection("thread_root_id", "thread_seq", rootId, request),
      );
      const thread_state = row.thread ?? emptyThread(row.message);
      const { messages, ...edges } = toPage({
        rows,
        head,
        request,
        seqOf: ({ message }) => message.thread_seq,
        lastSeq: thread_state.last_seq,
        present: (reply) => presentMessage(store, reply),
      });
      return { root: presentMessage(store, row), replies: messages, thread_state, ...edges };
    },
    reactions: async (userId, messageId) => {
      const { store, self } = await readable(userId, messageId);
      const { rows } = await pool.query<{ emoji: string; user_id: string; created_at: Date }>({
        name: "reactions of a message",
        text: `select emoji, user_id, created_at from reactions where message_id = $1 order by cursor
          limit case when ${respelledSql("$1")} then null else $2::int end`,
        values: [messageId, limits.reactionListMax + 1],
      });
      const made = firstOfEach(rows);
      const reactions = made.slice(0, limits.reactionListMax).flatMap(({ emoji, user_id, created_at }) => {
        const member = store.get("member", user_id);
        if (!member) return [];
        const user = knows(store, self, user_id) ? authorOf(member) : unknownAuthor(user_id);
        return [{ emoji, user, created_at: created_at.toISOString() }];
      });
      return { reactions, has_more: made.length > limits.reactionListMax };
    },
  };
}

/** Each person once per emoji, whatever spellings they used. */
function firstOfEach<R extends { emoji: string; user_id: string }>(rows: readonly R[]): R[] {
  const first = new Map<string, R>();
  for (const row of rows) {
    const emoji = canonicalEmoji(row.emoji);
    const key = pairKey(row.user_id, emoji);
    if (!first.has(key)) first.set(key, { ...row, emoji });
  }
  return [...first.values()];
}
