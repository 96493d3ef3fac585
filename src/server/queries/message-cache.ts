import { LRUCache } from "lru-cache";
import type { Event } from "../../domain";
import type { Member } from "../../domain/members/rules";
import { contentOf } from "../../domain/messages/drafts";
import type { MemoryStore } from "../../domain/state";
import type { Queryable } from "../db/client";
import { eventFromRow } from "../log/log";
import { fromRow } from "../store/tables";
import { allButPayload, presentOf } from "./boot-events";

/** A message to read, and when it last changed. */
export type WantedMessage = { readonly id: string; readonly cursor: string | number; readonly author_id: string };

/** A message in its present state. */
export type CachedMessage = {
  /** The last event that changed it. */
  readonly cursor: number;
  /** A changed entity is a new object, so comparing the author is enough. */
  readonly author: Member;
  /** The event that created it, with its present content. */
  readonly event: Event;
};

export type MessageCache = {
  /**
   * The wanted messages by id, at least as new as wanted, without those deleted in the
   * meantime. All belong to the workspace of `store`.
   */
  of(
    connection: Queryable,
    store: MemoryStore,
    wanted: readonly WantedMessage[],
  ): Promise<ReadonlyMap<string, CachedMessage>>;
};

/** Long enough for a team that connects together, and short enough for a deleted text. */
const keptMs = 60_000;
const keptLengthMax = 8_000_000;

/**
 * Reads messages for snapshots and caches them: people who connect at the same time mostly see the same ones. No answer is
 * stale, since the caller says when each message last changed.
 */
export function createMessageCache(): MessageCache {
  const kept = new LRUCache<string, CachedMessage>({
    ttl: keptMs,
    ttlAutopurge: true,
    maxSize: keptLengthMax,
    sizeCalculation: ({ event }) => JSON.stringify(event.payload).length,
  });

  return {
    of: async (connection, store, wanted) => {
      const found = new Map<string, CachedMessage>();
      const unread: string[] = [];
      for (const { id, cursor, author_id } of wanted) {
        const message = kept.get(id);
        if (message?.cursor === Number(cursor) && message.author === store.get("member", author_id))
          found.set(id, message);
        else unread.push(id);
      }
      for (const [id, message] of await readMessages(connection, store, unread)) {
        found.set(id, message);
        kept.set(id, message);
      }
      return found;
    },
  };
}

/** A row of `messages` with the event that created it, whose payload is rebuilt. */
type Row = Record<string, unknown> & { readonly made: Record<string, unknown> };

async function readMessages(
  connection: Queryable,
  store: MemoryStore,
  ids: readonly string[],
): Promise<[string, CachedMessage][]> {
  if (ids.length === 0) return [];
  const { rows } = await connection.query<Row>({
    name: "known messages",
    text: `
      select messages.*, to_json(made) as made from messages cross join lateral (
        select ${allButPayload} from events
        where events.workspace_id = messages.workspace_id and events.cursor = (event_cursors ->> 0)::int8) as made
      where messages.id = any($1) and deleted_at is null`,
    values: [ids],
  });
  return rows.flatMap((row) => {
    const { cursor, event_cursors: _cursors, request_digest: _digest, ...fields } = fromRow("message", row);
    const author = store.get("member", fields.author_id);
    if (!author) return [];
    return [[fields.id, { cursor, author, event: presentOf(eventFromRow(row.made), contentOf(fields, author)) }]];
  });
}
