import type pg from "pg";
import type { EventType } from "../../domain";
import { conversationOf } from "../../domain/core/timelines";
import type { ImportItem } from "../../domain/imports";
import type { ServerContext } from "../context/context";
import type { Execute } from "../log/execute";
import type { HotStates } from "../log/hot-states";
import { resolveAccounts, saveAccounts } from "./accounts";
import { type Earlier, readEarlier } from "./earlier";
import { recogniseTeam } from "./identity";
import { messageId, messageItems, type Plan, settingItems } from "./items";
import { type ConversationCounts, tell } from "./ledger";
import { streamMessages } from "./message-stream";
import { importPins } from "./pins";
import { choosePlaces } from "./places";
import { emptyReport, type ImportReport } from "./report";
import type { SlackExport } from "./slack-export";
import { createTarget, findTarget } from "./target";

export interface ImportServices {
  context: ServerContext;
  execute: Execute;
  states: HotStates;
}

export interface ImportOptions {
  workspaceSlug?: string | undefined;
  /** Creates a new workspace, whatever has been imported before. */
  isFresh?: boolean;
  dryRun?: boolean;
  /** Stops between two appends. Everything written stays, and a later run continues from there. */
  signal?: AbortSignal;
  /** Called with the number of the export's messages read so far. */
  onProgress?: (read: number) => void;
}

/** Items per append: enough to be fast, few enough that a live message never waits long behind one. */
const batchItemsMax = 500;

/**
 * Imports a checked export into a workspace through the log. At most one append is queued at a time, so that live traffic gets
 * its turn between two. Safe to repeat, even after an interruption: items that were imported before stay as people here have
 * left them. Throws an `ImportRefusal` before anything is written.
 */
export async function importSlack(
  { context, execute, states }: ImportServices,
  opened: SlackExport,
  { workspaceSlug, isFresh = false, dryRun = false, signal, onProgress = () => {} }: ImportOptions = {},
): Promise<ImportReport> {
  const { pool } = context.database;
  const slack = { ...opened, teamId: await recogniseTeam(pool, opened, workspaceSlug) };
  const target = await findTarget(context, slack, { slug: workspaceSlug, isFresh });
  const accounts = await resolveAccounts(pool, slack);
  if (!dryRun) {
    await saveAccounts(pool, accounts);
    if (target.isNew) await createTarget(pool, execute, target);
  }

  const { store } = await states.of(target.id);
  const places = choosePlaces(slack, accounts, target, store);
  const names = {
    handleOf: (sourceId: string) => accounts.bySource.get(sourceId)?.handle,
    channelNameOf: (sourceId: string) => places.get(sourceId)?.name || undefined,
  };
  const byHandle = new Map(Array.from(accounts.bySource.values(), ({ handle, id }) => [handle, id]));
  const userOf = (handle: string) => byHandle.get(handle) ?? store.find("member", "handle", handle)[0]?.user_id;
  const plan: Plan = { slack, target, accounts, places, names, userOf, now: context.clock() };
  const report = emptyReport(plan);
  const earlier = await readEarlier(pool, target.id, store);
  const newest = await newestTimes(pool, places);
  const items = newItems(allItems(plan, earlier, report, onProgress), { earlier, newest, report });
  if (dryRun) {
    for await (const { item, source } of items) count(report, item.item, source);
    return report;
  }

  const append = async (batch: SourcedItem[]) => {
    signal?.throwIfAborted();
    const command = { type: "import.append" as const, input: { items: batch.map(({ item }) => item) } };
    const { events } = await execute(target.id, command, { actor: { user_id: target.ownerId } });
    const sourceById = new Map(
      batch.map(({ item, source }) => [item.item === "message" ? item.message.id : "", source]),
    );
    for (const event of events) {
      report.added[event.type] = (report.added[event.type] ?? 0) + 1;
      const item = itemOf.get(event.type);
      if (item) count(report, item, item === "message" ? sourceById.get(messageIdOf(event.payload)) : undefined);
    }
  };
  await appendInBatches(items, append);
  const pinned = await importPins({ pool, execute, signal }, plan);
  if (pinned > 0) report.added["pin.added"] = pinned;
  await startMarkersAtHead(context, plan);
  return report;
}

/** An item and, for a message, the counts of its conversation. */
interface SourcedItem {
  item: ImportItem;
  source?: ConversationCounts | undefined;
}

function count(report: ImportReport, item: ImportItem["item"], source: ConversationCounts | undefined): void {
  report.items[item].added += 1;
  if (source && item === "message") source.added += 1;
}

function messageIdOf(payload: object): string {
  return "message_id" in payload && typeof payload.message_id === "string" ? payload.message_id : "";
}

/** Reads the next batch while one is being appended. */
async function appendInBatches(
  items: AsyncIterable<SourcedItem>,
  append: (items: SourcedItem[]) => Promise<void>,
): Promise<void> {
  let batch: SourcedItem[] = [];
  let appending = Promise.resolve();
  for await (const item of items) {
    batch.push(item);
    if (batch.length < batchItemsMax) continue;
    await appending;
    appending = append(batch);
    appending.catch(() => undefined);
    batch = [];
  }
  await appending;
  if (batch.length > 0) await append(batch);
}

/** Yields the items that were not here before. Counts all items, and the messages that are older than existing ones. */
async function* newItems(
  all: AsyncIterable<SourcedItem>,
  { earlier, newest, report }: { earlier: Earlier; newest: ReadonlyMap<string, Date>; report: ImportReport },
): AsyncGenerator<SourcedItem> {
  for await (const sourced of all) {
    const { item, source } = sourced;
    report.items[item.item].found += 1;
    if (earlier.has(item)) continue;
    if (item.item === "message" && source) {
      const last = newest.get(conversationOf(item.message));
      if (last && new Date(item.message.created_at) < last)
        report.outOfOrder[source.name] = (report.outOfOrder[source.name] ?? 0) + 1;
    }
    yield sourced;
  }
}

/** The time of the newest message in each conversation that has any. */
async function newestTimes(pool: pg.Pool, places: Plan["places"]): Promise<Map<string, Date>> {
  const { rows } = await pool.query<{ conversation_id: string; at: Date }>(
    "select conversation_id, max(created_at) as at from messages where conversation_id = any($1) group by 1",
    [Array.from(places.values(), ({ id }) => id)],
  );
  return new Map(rows.map(({ conversation_id, at }) => [conversation_id, at]));
}

/** The events that add each kind of item. */
const eventsOf: { readonly [I in ImportItem["item"]]: readonly EventType[] } = {
  member: ["member.joined"],
  channel: ["channel.created"],
  direct: ["direct.created"],
  channel_member: ["channel.member_added"],
  message: ["message.created", "thread.reply_created"],
  reaction: ["reaction.added"],
};

const itemOf = new Map(
  (Object.keys(eventsOf) as ImportItem["item"][]).flatMap((item) =>
    eventsOf[item].map((type) => [type, item] as const),
  ),
);

async function* allItems(
  plan: Plan,
  earlier: Earlier,
  report: ImportReport,
  onProgress: (read: number) => void,
): AsyncGenerator<SourcedItem> {
  for (const item of settingItems(plan)) yield { item };
  const { counts } = report;
  const isRootHere = (conversationId: string, ts: string) => earlier.hasRoot(messageId(plan, conversationId, ts));
  for await (const message of streamMessages(plan.slack, plan.names, { counts, isRootHere })) {
    report.messages++;
    report.files += message.fileCount;
    if (message.rootTs !== null) report.replies++;
    report.first ??= message.createdAt;
    report.last = message.createdAt;
    const { items, losses } = messageItems(plan, message);
    report.reactions += items.length - 1;
    const source = counts.conversations.get(message.conversationId);
    for (const [loss, number] of losses) tell(counts.losses, loss, `${source?.name ?? ""} ${message.ts}`, number);
    for (const item of items) yield { item, source };
    if (report.messages % 1_000 === 0) onProgress(report.messages);
  }
  onProgress(plan.slack.messageCount);
}

/**
 * Sets a marker for every reader without one in an imported conversation: they have read the imported messages, up to the first
 * live one. Markers are the readers' own rows, outside the log.
 */
async function startMarkersAtHead({ database }: ServerContext, { target, places }: Plan): Promise<void> {
  const ids = Array.from(places.values(), ({ id }) => id);
  await database.pool.query(
    `with live as materialized (
       select conversation_id, min(channel_seq) as first_seq from messages
       where conversation_id = any($2) and not imported group by conversation_id)
     insert into read_markers (user_id, conversation_id, workspace_id, last_read_seq)
     select reader.user_id, timelines.conversation_id, workspace_id,
       greatest(reader.joined_seq, coalesce(live.first_seq - 1, last_seq))
     from timelines
     left join live on live.conversation_id = timelines.conversation_id
     join lateral (
       select user_id, joined_seq from channel_members where channel_id = timelines.conversation_id
       union all
       select jsonb_array_elements_text(member_ids), 0 from direct_conversations where id = timelines.conversation_id
     ) as reader on true
     where workspace_id = $1 and timelines.conversation_id = any($2)
     on conflict (user_id, conversation_id) do nothing`,
    [target.id, ids],
  );
}
