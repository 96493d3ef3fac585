import type pg from "pg";
import { type EventType, typesThat } from "../../domain";
import { comingAndGoing } from "../../domain/access";
import { memberKey } from "../../domain/directs/rules";
import type { ImportItem } from "../../domain/imports";
import { canonicalEmoji } from "../../domain/reactions/emoji";
import { reactionKey } from "../../domain/reactions/rules";
import { pairKey, type State } from "../../domain/state";
import { sqlList } from "../store/sql-list";

/** The parts of an export that a workspace received before this import, whatever has happened to them since. */
export interface Earlier {
  /**
   * Whether an item was here before, or what it belongs to is gone. The import leaves such an item as people here have left it.
   */
  has(item: ImportItem): boolean;
  /** Whether an import added a message with this id that is not a reply. */
  hasRoot(messageId: string): boolean;
}

const newMessages = typesThat(({ message }) => message === "brings");

/** Events per page. This bounds the time of each statement, however long the log is. */
const eventsPerPage = 5_000;

type Row = {
  type: EventType;
  message_id: string | null;
  channel_id: string | null;
  user_id: string | null;
  emoji: string | null;
};

/**
 * Reads earlier imports from the log. Today's rows cannot distinguish what was never here from what somebody here removed: a
 * membership or a reaction has no row once it is gone. Memberships that people here added and removed count too.
 */
export async function readEarlier(pool: pg.Pool, workspaceId: string, state: State): Promise<Earlier> {
  /** Whether each message is a reply. */
  const messages = new Map<string, boolean>();
  const memberships = new Set<string>();
  const reactions = new Set<string>();
  for await (const { type, message_id, channel_id, user_id, emoji } of earlierEvents(pool, workspaceId)) {
    if (newMessages.includes(type)) messages.set(message_id ?? "", type === "thread.reply_created");
    else if (comingAndGoing.includes(type)) memberships.add(pairKey(channel_id ?? "", user_id ?? ""));
    else reactions.add(reactionKey(message_id ?? "", user_id ?? "", canonicalEmoji(emoji ?? "")));
  }
  return {
    hasRoot: (messageId) => messages.get(messageId) === false,
    has: (item) => {
      switch (item.item) {
        case "member":
          return state.get("member", item.member.user_id) !== undefined;
        case "channel":
          return state.get("channel", item.channel.id) !== undefined;
        case "direct":
          return state.find("direct", "member_key", memberKey(item.conversation.member_ids)).length > 0;
        case "channel_member":
          return memberships.has(pairKey(item.channel_id, item.user_id)) || hasLeft(state, item.user_id);
        case "message":
          return messages.has(item.message.id);
        case "reaction":
          return reactions.has(reactionKey(item.message_id, item.user_id, item.emoji));
      }
    },
  };
}

function hasLeft(state: State, userId: string): boolean {
  return (state.get("member", userId)?.left_at ?? null) !== null;
}

async function* earlierEvents(pool: pg.Pool, workspaceId: string): AsyncGenerator<Row> {
  for (let after = "0"; ; ) {
    const page = await pool.query<{ upto: string | null }>(
      `select max(cursor) as upto from (
         select cursor from events where workspace_id = $1 and cursor > $2 order by cursor limit $3) as page`,
      [workspaceId, after, eventsPerPage],
    );
    const upto = page.rows[0]?.upto ?? null;
    if (upto === null) return;
    const { rows } = await pool.query<Row>(
      // Each payload is read once, since that of a message may be long.
      `select type, channel_id, told.* from events
       cross join lateral json_to_record(payload) as told(message_id text, user_id text, emoji text)
       where workspace_id = $1 and cursor > $2 and cursor <= $3
         and (type in (${sqlList([...comingAndGoing, "reaction.removed"])})
           or (imported and type in (${sqlList([...newMessages, "reaction.added"])})))`,
      [workspaceId, after, upto],
    );
    yield* rows;
    after = upto;
  }
}
