import { limits } from "../domain/core/limits";
import {
  type ConversationCounts,
  faults,
  type Loss,
  losses,
  type Omission,
  omissions,
  omittedIn,
  type Told,
} from "../server/import/ledger";
import type { ImportReport } from "../server/import/report";
import type { OpenedExport } from "../server/import/slack-export";
import {
  count,
  counted,
  day,
  filesOf,
  list,
  messagesOf,
  named,
  namedMax,
  someOf,
  sumItems,
  telling,
} from "./import-numbers";
import { printed } from "./running/printed";

/** The reasons for leaving messages out, as a report words them. */
const reasons: Record<Omission, string> = {
  notices: "notices such as “has joined the channel”",
  deleted: "deleted messages",
  changes: "records of edits and deletions",
  empty: "messages without content",
  duplicate: "messages that the export holds twice",
  other: "entries that are no messages",
  timeless: "messages without a usable time stamp",
  unreadable: "messages that cannot be read",
};

/** The things that some messages came without. */
const lacks: Record<Loss, string> = {
  pieces: "parts of messages that cannot be read",
  blocks: "blocks of messages of a kind that is not known",
  files: "files that Slack no longer had",
  addresses: "addresses of files that are missing or secret, so that only the file’s name comes",
  cut: `messages cut at the ${count.format(limits.messageBodyLengthMax)} characters that one may have`,
  ownEmoji: "reactions with emoji of the Slack workspace's own",
  reactionsBeyond: `reactions beyond the ${limits.reactionEmojiPerMessageMax} emoji that a message may have`,
  unnamedReactors: "reactions of people whom the export does not name",
  mentionsBeyond: `people called beyond the ${limits.mentionsPerMessageMax} whom a message may call`,
};

type Row = [title: string, text: string];

/** The report of one import, for a terminal: its conversations one by one, then the totals, then the ending. */
export function describeReport(
  report: ImportReport,
  { dryRun, seconds }: { dryRun: boolean; seconds: number },
): string {
  return describeReports([report], { dryRun, seconds });
}

/** The same for an organisation's exports, which share one ending. */
export function describeReports(reports: readonly ImportReport[], told: { dryRun: boolean; seconds: number }): string {
  return `${printed([...reports.flatMap((report) => describePart(report, told)), endingOf(reports, told)])}\n`;
}

function describePart(report: ImportReport, { dryRun }: { dryRun: boolean }): string[] {
  const { workspace } = report;
  const rows = [...totals(report), ...leftOut(report), ...notes(report, dryRun), ...outcome(report, dryRun)];
  const width = Math.max(...rows.map(([title]) => title.length));
  return [
    `${dryRun ? "Would go into" : "Imported into"} ${workspace.name} (${workspace.slug}${workspace.isNew ? ", a new workspace" : ""})`,
    ...Array.from(report.counts.conversations.values(), (of) => describeConversation(of, dryRun)).filter(Boolean),
    ...rows.map(([title, text]) => `  ${title.padEnd(width)}  ${text}`),
  ];
}

/** One line per conversation that has messages: how many, and what became of them. */
function describeConversation({ name, found, brought, added, omitted }: ConversationCounts, dryRun: boolean): string {
  if (found === 0) return "";
  const here = brought - added;
  const parts = [
    `${count.format(found)} ${found === 1 ? "message" : "messages"}: ${count.format(added)} ${dryRun ? "would be added" : "added"}`,
    ...(here > 0 ? [`${count.format(here)} here before`] : []),
    ...omissionsOf(omitted).map(([omission, told]) => `left out ${reasons[omission]}: ${telling(told)}`),
  ];
  return `  ${name}  ${parts.join("; ")}`;
}

function omissionsOf(omitted: ConversationCounts["omitted"]): [Omission, Told][] {
  return omissions.flatMap((omission) => {
    const told = omitted[omission];
    return told ? [[omission, told] satisfies [Omission, Told]] : [];
  });
}

function totals({ people, channels, directs, messages, replies, files, reactions, first, last }: ImportReport): Row[] {
  const rows: Row[] = [
    [
      "People",
      `${count.format(people.total)}${list([
        [people.fresh, "new here"],
        [people.bots, people.bots === 1 ? "bot" : "bots"],
        [people.gone, "deactivated"],
        [people.foreign, "of another Slack workspace, as authors without access"],
        [people.strangers, "whom the export does not list, as authors without access"],
      ])}`,
    ],
    ["Channels", count.format(channels)],
    ["Direct conversations", count.format(directs)],
    ["Messages", `${count.format(messages)}${list([[replies, "in threads"]])}`],
    ["Files, as links", count.format(files)],
    ["Reactions", count.format(reactions)],
  ];
  return first && last ? [...rows, ["From, to", `${day.format(first)} – ${day.format(last)}`]] : rows;
}

function leftOut({ counts, nulCount, ignoredPaths }: ImportReport): Row[] {
  const omitted = omittedIn(counts);
  const left: [number, string][] = [
    ...omissions.map((omission): [number, string] => [omitted[omission], reasons[omission]]),
    [nulCount, "NUL characters, which no text may hold"],
  ];
  const rows = left
    .filter(([number]) => number > 0)
    .map(([number, what]): Row => ["Left out", `${what}: ${count.format(number)}`]);
  if (ignoredPaths.length > 0)
    rows.push(["Left out", `files without messages of a conversation: ${named(ignoredPaths)}`]);
  for (const loss of losses) {
    const told = counts.losses[loss];
    if (told) rows.push(["Left out", `${lacks[loss]}: ${telling(told)}`]);
  }
  return rows;
}

function notes(report: ImportReport, dryRun: boolean): Row[] {
  const {
    counts,
    workspace,
    isTeamNamed,
    remarks,
    garbledPaths,
    unreadBy,
    shortened,
    strayFolders,
    unreadPaths,
    withoutFolder,
  } = report;
  const rows: Row[] = remarks.map((remark) => ["Note", remark]);
  if (garbledPaths.length > 0)
    rows.push(["Note", `files with characters that are no UTF-8, which came as “\uFFFD”: ${named(garbledPaths)}`]);
  if (counts.orphans > 0)
    rows.push([
      "Note",
      `replies whose thread begins outside of the export: ${count.format(counts.orphans)}; the first of each thread stands in for its beginning`,
    ]);
  if (counts.borrowedRoots > 0)
    rows.push(["Note", `beginnings of threads that only their replies carry: ${count.format(counts.borrowedRoots)}`]);
  if (unreadBy.length > 0)
    rows.push([
      "Note",
      `conversations that nobody here can read, since their members have left or are not named: ${named(unreadBy)}`,
    ]);
  if (shortened.length > 0)
    rows.push(["Note", `channels whose topic or purpose is longer than one may be here, and cut: ${named(shortened)}`]);
  if (!isTeamNamed && workspace.isNew)
    rows.push([
      "Note",
      "the export does not name its Slack workspace, and no earlier import has its messages; use --workspace SLUG to import it into a workspace that exists",
    ]);
  const late = Object.entries(report.outOfOrder).flatMap(([name, number]) =>
    number === undefined ? [] : [{ name, number }],
  );
  if (late.length > 0) {
    const sum = late.reduce((all, { number }) => all + number, 0);
    rows.push([
      "Out of order",
      `messages that are older than what is here already, and ${dryRun ? "would stand" : "stand"} after it: ${count.format(sum)} (${late
        .slice(0, namedMax)
        .map(({ name, number }) => `${name} ${count.format(number)}`)
        .join(", ")})${dryRun ? "; --fresh brings the whole export into a new workspace, in order" : ""}`,
    ]);
  }
  if (unreadPaths.length > 0) rows.push(["Not imported", `files that cannot be read: ${named(unreadPaths)}`]);
  if (strayFolders.size > 0)
    rows.push([
      "Not imported",
      `messages in folders or files that belong to no channel: ${describeStrays(strayFolders)}`,
    ]);
  if (withoutFolder.length > 0)
    rows.push(["Without messages", `channels that have no folder in the export: ${named(withoutFolder)}`]);
  return rows;
}

function outcome(report: ImportReport, dryRun: boolean): Row[] {
  const brought = counted(report.items, ({ added }) => added);
  const kept = counted(report.items, ({ found, added }) => found - added);
  const rows: Row[] = [];
  if (brought !== "") rows.push([dryRun ? "Would add at most" : "Added", brought]);
  if (kept !== "") rows.push(["Imported before, or here", kept]);
  return rows;
}

/** Whether the import left out messages that it should have brought. A channel that is empty in the export too is not a fault. */
export function isIncomplete({ strayFolders, unreadPaths, counts }: ImportReport): boolean {
  const omitted = omittedIn(counts);
  return strayFolders.size + unreadPaths.length > 0 || faults.some((omission) => omitted[omission] > 0);
}

/** The problems known once an export has been checked, one per line. Printed before anything is written. */
export function describeWarnings({ parts }: Pick<OpenedExport, "parts">): string {
  const lines = parts.flatMap(({ strayFolders, unreadPaths, withoutFolder }) => {
    const unread =
      unreadPaths.length > 0 ? [`These files cannot be read and are left out: ${named(unreadPaths)}.`] : [];
    if (strayFolders.size === 0) return unread;
    const empty = withoutFolder.flatMap(({ name }) => (name === "" ? [] : [name]));
    return [
      ...unread,
      `Messages in these folders or files belong to no channel and are left out: ${describeStrays(strayFolders)}.`,
      ...(empty.length > 0 ? [`These channels have no folder and come without messages: ${named(empty)}.`] : []),
    ];
  });
  return lines.length === 0 ? "" : `${printed(lines)}\n`;
}

function describeStrays(strays: ReadonlyMap<string, number>): string {
  const all = Array.from(strays.values()).reduce((sum, number) => sum + number, 0);
  const names = Array.from(strays, ([name, number]) => `${name} ${count.format(number)}`);
  return `${count.format(all)} (${someOf(names)})`;
}

/** The last sentence: what was added, and what was not. */
function endingOf(reports: readonly ImportReport[], { dryRun, seconds }: { dryRun: boolean; seconds: number }): string {
  if (dryRun) return "Dry run: nothing was written.";
  const sum = (numberOf: (report: ImportReport) => number) =>
    reports.reduce((all, report) => all + numberOf(report), 0);
  const all = counted(sumItems(reports), ({ added }) => added);
  const omitted = sum(({ counts }) => Object.values(omittedIn(counts)).reduce((one, other) => one + other, 0));
  const stray = sum(({ strayFolders }) => Array.from(strayFolders.values()).reduce((one, other) => one + other, 0));
  const left = omitted + stray;
  const unread = sum(({ unreadPaths }) => unreadPaths.length);
  const rest = [
    ...(left === 0 ? [] : [` ${messagesOf(left)} of the export ${left === 1 ? "is" : "are"} left out, as said above.`]),
    ...(unread === 0 ? [] : [` ${filesOf(unread)} of the export cannot be read, as said above.`]),
  ].join("");
  const found = sum(({ messages }) => messages);
  if (all === "")
    return found === 0 && left + unread > 0
      ? `Nothing was added.${rest}`
      : `Nothing was added: all that it brings was imported before, or is here.${rest}`;
  const added = sum(({ items }) => items.message.added);
  return `Added ${added > 0 ? messagesOf(added) : all} in ${count.format(seconds)} s.${rest}`;
}
