import type pg from "pg";
import { pairKey } from "../../domain/core/kinds";
import { limits } from "../../domain/core/limits";
import { type ImportPins, pinAdded, pinRemoved } from "../../domain/pins/rules";
import type { Execute } from "../log/execute";
import { sqlList } from "../store/sql-list";
import { messageId, type Plan } from "./items";
import { fieldsOf, idOf, listOf, timeIn } from "./lenient";
import { timeOf, tsOf } from "./slack-time";

type ImportedPin = ImportPins["pins"][number];

type Importing = { readonly pool: pg.Pool; readonly execute: Execute; readonly signal?: AbortSignal | undefined };

/**
 * Imports the pins of an export's channels, the oldest first, once their messages are here. Safe to repeat: a pin that was here
 * before stays as people here have left it. Returns the number of pins added.
 */
export async function importPins({ pool, execute, signal }: Importing, plan: Plan): Promise<number> {
  const found = await pinsIn(plan);
  if (found.length === 0) return 0;
  const earlier = await earlierPins(pool, plan.target.id);
  const pins = found.filter(({ channel_id, message_id }) => !earlier.has(pairKey(channel_id, message_id)));
  let added = 0;
  for (let at = 0; at < pins.length; at += limits.pinsPerChannelMax) {
    signal?.throwIfAborted();
    const command = { type: "pin.import" as const, input: { pins: pins.slice(at, at + limits.pinsPerChannelMax) } };
    const { events } = await execute(plan.target.id, command, { actor: { user_id: plan.target.ownerId } });
    added += events.length;
  }
  return added;
}

/** The pins in the lists of conversations. Messages are named by their time stamps; files are left out. */
async function pinsIn({ slack, target, accounts, places, now }: Plan): Promise<ImportedPin[]> {
  const pins: ImportedPin[] = [];
  const lists = slack.archive.paths.filter((path) => /(?:^|\/)(?:channels|groups)\.json$/.test(path));
  for (const path of lists) {
    for (const entry of (await slack.archive.readList(path)) ?? []) {
      const { id, pins: listed } = fieldsOf(entry);
      const sourceId = idOf(id);
      const place = places.get(sourceId);
      if (!place || place.kind === "direct") continue;
      for (const pin of listOf(listed).map(fieldsOf)) {
        const ts = tsOf(pin.id);
        if (ts === null) continue;
        const pinned_by = accounts.bySource.get(idOf(pin.user))?.id ?? target.ownerId;
        const created = timeIn(pin.created) ?? timeOf(ts);
        const pinned_at = (created < now ? created : now).toISOString();
        const message_id = messageId({ slack, target }, sourceId, ts);
        pins.push({ channel_id: place.id, message_id, pinned_by, pinned_at });
      }
    }
  }
  return pins.sort((one, other) => (one.pinned_at < other.pinned_at ? -1 : one.pinned_at > other.pinned_at ? 1 : 0));
}

/** Events per statement. This bounds the time of each one, however long the log is. */
const eventsPerPage = 20_000;

const pinTypes = sqlList([pinAdded.type, pinRemoved.type]);

/** Every message that people or an import have ever pinned here. */
async function earlierPins(pool: pg.Pool, workspaceId: string): Promise<ReadonlySet<string>> {
  const pins = new Set<string>();
  for (let after = "0"; ; ) {
    const page = await pool.query<{ upto: string | null; keys: string[] | null }>(
      `with page as materialized (
         select cursor, type, channel_id, payload from events where workspace_id = $1 and cursor > $2 order by cursor limit $3)
       select max(cursor) as upto,
         array_agg(channel_id || ' ' || (payload ->> 'message_id')) filter (where type in (${pinTypes})) as keys
       from page`,
      [workspaceId, after, eventsPerPage],
    );
    const [row] = page.rows;
    if (!row?.upto) return pins;
    for (const key of row.keys ?? []) pins.add(key);
    after = row.upto;
  }
}
