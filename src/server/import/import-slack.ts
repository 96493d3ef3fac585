import type { ImportItem } from "../../domain/imports";
import type { ServerContext } from "../context";
import type { Execute } from "../execute";
import type { HotStates } from "../store/hot-states";
import { type Accounts, resolveAccounts, saveAccounts } from "./accounts";
import { type Earlier, readEarlier } from "./earlier";
import { recogniseTeam } from "./identity";
import { messageItems, type Plan, settingItems } from "./items";
import { emptyCounts, type StreamCounts, streamMessages } from "./message-stream";
import { choosePlaces } from "./places";
import type { SlackExport } from "./slack-export";
import { createTarget, findTarget, type Target } from "./target";

/** How many of a kind the export holds, and how many of them were added; in a dry run, would be. The others are left as they are here. */
export interface Tally {
  found: number;
  added: number;
}

/** What an import found and what it added. */
export interface ImportReport {
  workspace: Pick<Target, "name" | "slug" | "isNew">;
  /** Whether the export says which Slack workspace it is of. */
  isTeamNamed: boolean;
  people: { total: number; bots: number; gone: number; fresh: number };
  channels: number;
  directs: number;
  messages: number;
  replies: number;
  reactions: number;
  /** Reactions with emoji that nobody here could see. */
  unknownReactions: number;
  files: number;
  first: Date | null;
  last: Date | null;
  counts: StreamCounts;
  ignoredPaths: string[];
  /** NUL characters that were left out of names and texts. */
  nulCount: number;
  /** Folders and files of messages that belong to no conversation. */
  strayFolders: string[];
  /** Channels, and group conversations that have a name, for which the export has no folder. */
  withoutFolder: string[];
  /** Events appended, by type; empty in a dry run. */
  added: Record<string, number>;
  items: Record<ImportItem["item"], Tally>;
}

export interface ImportServices {
  context: ServerContext;
  execute: Execute;
  states: HotStates;
}

export interface ImportOptions {
  workspaceSlug?: string | undefined;
  dryRun?: boolean;
  /** Stops between two appends; what is written stays, and a later run goes on from there. */
  signal?: AbortSignal;
  /** Told how many of the export's messages have been read. */
  onProgress?: (read: number) => void;
}

/** Items of one append: large enough to be quick, small enough that a live message never waits long behind it. */
const batchItemsMax = 500;

/**
 * Brings a checked export into a workspace through the log. At most one append is queued at a time, so that live traffic
 * takes its turn between two. Safe to repeat, also after it broke off: what was imported before is left as people here have left it.
 * Throws an `ImportRefusal` before anything is written.
 */
export async function importSlack(
  { context, execute, states }: ImportServices,
  opened: SlackExport,
  { workspaceSlug, dryRun = false, signal, onProgress = () => {} }: ImportOptions = {},
): Promise<ImportReport> {
  const { pool } = context.database;
  const slack = { ...opened, teamId: await recogniseTeam(pool, opened, workspaceSlug) };
  const target = await findTarget(context, slack, workspaceSlug);
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
  const items = newItems(allItems(plan, report, onProgress), earlier, report);
  if (dryRun) {
    for await (const { item } of items) report.items[item].added += 1;
    return report;
  }

  const append = async (items: ImportItem[]) => {
    signal?.throwIfAborted();
    const command = { type: "import.append" as const, input: { items } };
    const { events } = await execute(target.id, command, { actor: { user_id: target.ownerId } });
    for (const { type } of events) {
      report.added[type] = (report.added[type] ?? 0) + 1;
      const item = itemOf[type];
      if (item) report.items[item].added += 1;
    }
  };
  await appendInBatches(items, append);
  await startMarkersAtHead(context, plan);
  return report;
}

/** While one batch is appended the next one is read. */
async function appendInBatches(
  items: AsyncIterable<ImportItem>,
  append: (items: ImportItem[]) => Promise<void>,
): Promise<void> {
  let batch: ImportItem[] = [];
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

/** Those that were not here before, with all of them counted. */
async function* newItems(
  all: AsyncIterable<ImportItem>,
  earlier: Earlier,
  report: ImportReport,
): AsyncGenerator<ImportItem> {
  for await (const item of all) {
    report.items[item.item].found += 1;
    if (!earlier.has(item)) yield item;
  }
}

/** Which item an event brought. */
const itemOf: Partial<Record<string, ImportItem["item"]>> = {
  "member.joined": "member",
  "channel.created": "channel",
  "direct.created": "direct",
  "channel.member_added": "channel_member",
  "message.created": "message",
  "thread.reply_created": "message",
  "reaction.added": "reaction",
};

async function* allItems(
  plan: Plan,
  report: ImportReport,
  onProgress: (read: number) => void,
): AsyncGenerator<ImportItem> {
  yield* settingItems(plan);
  const { omitted } = report.counts;
  for await (const message of streamMessages(plan.slack, plan.names, report.counts)) {
    report.messages++;
    report.files += message.fileCount;
    if (message.rootTs !== null) report.replies++;
    report.first ??= message.createdAt;
    report.last = message.createdAt;
    const items = messageItems(plan, message);
    const reactions = Math.max(items.length - 1, 0);
    report.reactions += reactions;
    report.unknownReactions += message.reactions.reduce((sum, { userIds }) => sum + userIds.length, 0) - reactions;
    yield* items;
    if (report.messages % 1_000 === 0)
      onProgress(report.messages + Object.values(omitted).reduce((sum, count) => sum + count, 0));
  }
  onProgress(plan.slack.messageCount);
}

/**
 * Whoever has no marker yet in an imported conversation has read what was imported, up to the first thing that was said here. Markers
 * are rows of the readers' own, outside the log.
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

function emptyReport({ slack, target, accounts, places }: Plan): ImportReport {
  const kinds = Array.from(places.values(), ({ kind }) => kind);
  const directs = kinds.filter((kind) => kind === "direct").length;
  return {
    workspace: { name: target.name, slug: target.slug, isNew: target.isNew },
    isTeamNamed: slack.isTeamNamed,
    people: countPeople(slack, accounts),
    channels: kinds.length - directs,
    directs,
    messages: 0,
    replies: 0,
    reactions: 0,
    unknownReactions: 0,
    files: 0,
    first: null,
    last: null,
    counts: emptyCounts(),
    ignoredPaths: slack.ignoredPaths,
    nulCount: slack.nulCount,
    strayFolders: slack.strayFolders,
    withoutFolder: slack.withoutFolder.flatMap(({ name }) => (name === "" ? [] : [name])),
    added: {},
    items: {
      member: { found: 0, added: 0 },
      channel: { found: 0, added: 0 },
      direct: { found: 0, added: 0 },
      channel_member: { found: 0, added: 0 },
      message: { found: 0, added: 0 },
      reaction: { found: 0, added: 0 },
    },
  };
}

function countPeople({ people }: SlackExport, { fresh }: Accounts): ImportReport["people"] {
  return {
    total: people.length,
    bots: people.filter(({ kind }) => kind === "bot").length,
    gone: people.filter(({ isDeactivated }) => isDeactivated).length,
    fresh: fresh.length,
  };
}
