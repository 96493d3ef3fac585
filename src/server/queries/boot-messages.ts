import { envelopeBytesMax } from "../../domain/core/events";
import { limits } from "../../domain/core/limits";
import { authorOf } from "../../domain/members/rules";
import { gatherReactions, peopleIn, type Reaction } from "../../domain/reactions/rules";
import type { MemoryStore } from "../../domain/state";
import type { Queryable } from "../db/client";
import { respelledSql } from "../store/respelled";
import type { Part } from "./boot-parts";
import { textBytesSql } from "./message-bytes";
import type { CachedMessage } from "./message-cache";

/** The number of the newest messages that a boot has of the opened conversation. Each other conversation gets one. */
const openedMessages = 50;

/** The placeholders for the parameters of `newestSql`. */
type Placeholders = {
  readonly reader: string;
  readonly wanted: string;
  readonly opened: string;
  readonly upto: string;
};

type ShownReaction = {
  readonly cursor: number;
  readonly user_id: string;
  readonly is_own: boolean;
  readonly emoji: string;
  readonly count: number;
};

/** A row of `newestSql`, from the driver or from JSON: a message, its last change and everything attached to it. */
export type Newest = {
  readonly id: string;
  readonly cursor: string | number;
  readonly author_id: string;
  readonly conversation_id: string;
  /** The size of its texts in bytes. */
  readonly bytes: number;
  readonly thread_cursor: string | number | null;
  /** A reaction for each tally: the reader's own if there is one, else the newest. */
  readonly reactions: readonly ShownReaction[] | null;
  /** The people who reacted, for emoji that may have several spellings. */
  readonly people: readonly Pick<Reaction, "emoji" | "user_id">[] | null;
};

/** Selects the newest messages of the wanted conversations, made no later than `upto`, with their threads and reactions. */
export function newestSql({ reader, wanted, opened, upto }: Placeholders): string {
  return `
    select newest.*, (select cursor from threads where root_message_id = newest.id) as thread_cursor,
      (select jsonb_agg(jsonb_build_object('cursor', chosen.cursor, 'user_id', chosen.user_id, 'is_own', chosen.user_id = ${reader}, 'emoji', reaction_tallies.emoji, 'count', reaction_tallies.count))
        from reaction_tallies cross join lateral (
          select cursor, user_id from reactions where reactions.message_id = newest.id and reactions.emoji = reaction_tallies.emoji
          order by user_id = ${reader} desc, cursor desc limit 1) as chosen
        where reaction_tallies.message_id = newest.id) as reactions,
      (select jsonb_agg(jsonb_build_object('emoji', emoji, 'user_id', user_id)) from reactions
        where message_id = newest.id and ${respelledSql("newest.id")}) as people
    from unnest(${wanted}::text[]) as wanted(conversation_id) cross join lateral (
      select id, cursor, author_id, conversation_id, ${textBytesSql} as bytes from messages
      where messages.conversation_id = wanted.conversation_id and channel_seq is not null and deleted_at is null
        and (${upto}::int8 is null or (event_cursors ->> 0)::int8 <= ${upto})
      order by channel_seq desc limit case when wanted.conversation_id = ${opened} then ${openedMessages} else 1 end) as newest`;
}

type Range = {
  readonly store: MemoryStore;
  readonly userId: string;
  readonly conversationIds: readonly string[];
  readonly upto: number;
};

/**
 * As many of the newest messages, with their dependents, as fit into these bytes: the opened conversation's first, then the
 * others' in the given order. If a message does not fit, its conversation gets no older one.
 */
export function withinBytes(
  newest: readonly Newest[],
  conversationIds: readonly string[],
  { bytesMax, bytesOf }: { readonly bytesMax: number; readonly bytesOf: (newest: Newest) => number },
): Newest[] {
  const byConversation = new Map<string, Newest[]>(conversationIds.map((id) => [id, []]));
  for (const message of newest) byConversation.get(message.conversation_id)?.push(message);
  const chosen: Newest[] = [];
  let left = bytesMax;
  for (const messages of byConversation.values()) {
    for (const message of messages) {
      const bytes = bytesOf(message);
      if (bytes > left) break;
      left -= bytes;
      chosen.push(message);
    }
  }
  return chosen;
}

/** The most that the event of a message has beside its texts and its author. */
const besideTextsBytes = envelopeBytesMax + 960;
const threadBytes = envelopeBytesMax + 420;
const reactionBytes = envelopeBytesMax + 200;

/** The size of a message with its thread and reactions as events, in bytes, or slightly more. */
export function bytesWithParts(store: MemoryStore, { author_id, bytes, thread_cursor, reactions }: Newest): number {
  const member = store.get("member", author_id);
  const author = member ? Buffer.byteLength(JSON.stringify(authorOf(member))) : 0;
  const thread = thread_cursor === null ? 0 : threadBytes;
  return besideTextsBytes + bytes + author + thread + (reactions?.length ?? 0) * reactionBytes;
}

/** The newest message of each conversation up to a cursor, as long as together they take at most half a frame. */
export async function readNewest(
  connection: Queryable,
  { store, userId, conversationIds, upto }: Range,
): Promise<readonly Newest[]> {
  const { rows } = await connection.query<Newest>({
    name: "newest messages",
    text: newestSql({ reader: "$1", wanted: "$2", opened: "null", upto: "$3" }),
    values: [userId, conversationIds, upto],
  });
  return withinBytes(rows, conversationIds, {
    bytesMax: limits.answerBytesMax / 2,
    bytesOf: (message) => bytesWithParts(store, message),
  });
}

/** Messages with everything attached to them. */
export function messageParts(newest: readonly Newest[], messages: ReadonlyMap<string, CachedMessage>): Part[] {
  const parts: Part[] = [];
  for (const { id, thread_cursor, reactions, people } of newest) {
    const event = messages.get(id)?.event;
    if (!event) continue;
    parts.push({ cursor: event.cursor, payload: event.payload, present: event });
    if (thread_cursor !== null) parts.push({ cursor: Number(thread_cursor), payload: null });
    for (const { cursor, ...reaction } of groupedReactions(reactions ?? [], people ?? []))
      parts.push({ cursor: Number(cursor), payload: { message_id: id, ...reaction } });
  }
  return parts;
}

/** One reaction for each emoji, whatever spellings are stored. */
function groupedReactions(reactions: NonNullable<Newest["reactions"]>, people: NonNullable<Newest["people"]>) {
  return [...gatherReactions(reactions, people).values()].flatMap((one) => {
    const [shown] = one.tallies.toSorted((a, b) => Number(b.is_own) - Number(a.is_own) || b.cursor - a.cursor);
    return shown ? [{ cursor: shown.cursor, user_id: shown.user_id, emoji: one.emoji, count: peopleIn(one) }] : [];
  });
}
