import { LRUCache } from "lru-cache";
import type { Event } from "../../domain";
import type { Member } from "../../domain/members/rules";
import { contentOf } from "../../domain/messages/drafts";
import type { MemoryStore } from "../../domain/state";
import type { Queryable } from "../db/client";
import { eventFromRow } from "../log/log";
import { fromRow } from "../store/tables";
import { allButPayload, presentOf } from "./boot-events";

/** A message that is asked for, and when it was last changed. */
export type Wanted = { readonly id: string; readonly cursor: string | number; readonly author_id: string };

/** A message in its present state. */
export type KnownMessage = {
  /** Of the last event that changed it. */
  readonly cursor: number;
  /** As it is shown with them; an entity that changes is replaced. */
  readonly author: Member;
  /** The event that made it, holding what it is now. */
  readonly event: Event;
};

export type KnownMessages = {
  /** These messages of the workspace that `store` holds, by id, as new as they are said to be or newer, without those deleted meanwhile. */
  of(connection: Queryable, store: MemoryStore, wanted: readonly Wanted[]): Promise<ReadonlyMap<string, KnownMessage>>;
};

/** Long enough for a team that begins its day or comes back together, and short for a text that has been deleted. */
const keptMs = 60_000;
const keptLengthMax = 8_000_000;

/**
 * Reads messages for snapshots and keeps them for a while: when many people come, what they are shown first is mostly the same. None is
 * shown as it was before, since whoever asks says when each was last changed.
 */
export function createKnownMessages(): KnownMessages {
  const kept = new LRUCache<string, KnownMessage>({
    ttl: keptMs,
    ttlAutopurge: true,
    maxSize: keptLengthMax,
    sizeCalculation: ({ event }) => JSON.stringify(event.payload).length,
  });

  return {
    of: async (connection, store, wanted) => {
      const found = new Map<string, KnownMessage>();
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

/** A row of `messages` with the event that made it, whose payload is made anew. */
type Row = Record<string, unknown> & { readonly made: Record<string, unknown> };

async function readMessages(
  connection: Queryable,
  store: MemoryStore,
  ids: readonly string[],
): Promise<[string, KnownMessage][]> {
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
