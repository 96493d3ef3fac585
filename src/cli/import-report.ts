import type { ImportReport, Tally } from "../server/import/import-slack";
import type { SlackExport } from "../server/import/slack-export";

const count = new Intl.NumberFormat("en");
const day = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeZone: "UTC" });

/** An import's report for a terminal. */
export function describeReport(
  report: ImportReport,
  { dryRun, seconds }: { dryRun: boolean; seconds: number },
): string {
  const { workspace, people, counts } = report;
  const { omitted } = counts;
  const place = `${workspace.name} (${workspace.slug}${workspace.isNew ? ", a new workspace" : ""})`;
  const rows: [string, string][] = [
    [
      "People",
      `${count.format(people.total)}${list([
        [people.fresh, "new here"],
        [people.bots, "bots"],
        [people.gone, "deactivated"],
      ])}`,
    ],
    ["Channels", count.format(report.channels)],
    ["Direct conversations", count.format(report.directs)],
    ["Messages", `${count.format(report.messages)}${list([[report.replies, "in threads"]])}`],
    ["Files, as links", count.format(report.files)],
    ["Reactions", count.format(report.reactions)],
  ];
  if (report.first && report.last) rows.push(["From, to", `${day.format(report.first)} – ${day.format(report.last)}`]);
  const left: [number, string][] = [
    [omitted.notices, "notices such as “has joined the channel”"],
    [omitted.deleted, "deleted messages"],
    [omitted.empty, "messages without content"],
    [omitted.duplicate, "messages that the export holds twice"],
    [report.unknownReactions, "reactions with custom emoji of the Slack workspace"],
    [omitted.other, "entries that are not messages"],
    [report.nulCount, "NUL characters, which no text may hold"],
    [report.ignoredPaths.length, "files that belong to no conversation"],
  ];
  for (const [number, what] of left) if (number > 0) rows.push(["Left out", `${what}: ${count.format(number)}`]);
  if (counts.orphans > 0)
    rows.push([
      "Note",
      `replies that stand by themselves, since their thread is not in the export: ${count.format(counts.orphans)}`,
    ]);

  if (!report.isTeamNamed && workspace.isNew)
    rows.push([
      "Note",
      "the export does not name its Slack workspace, and no earlier import has its messages; use --workspace SLUG to import it into a workspace that exists",
    ]);
  if (counts.unreadable.length > 0)
    rows.push(["Not imported", `messages that cannot be read: ${named(counts.unreadable)}`]);
  if (report.strayFolders.length > 0)
    rows.push([
      "Not imported",
      `folders or files of messages that belong to no channel: ${named(report.strayFolders)}`,
    ]);
  if (report.withoutFolder.length > 0)
    rows.push(["Without messages", `channels that have no folder in the export: ${named(report.withoutFolder)}`]);
  const brought = counted(report, ({ added }) => added);
  const kept = counted(report, ({ found, added }) => found - added);
  if (brought !== "") rows.push([dryRun ? "Would add at most" : "Added", brought]);
  if (kept !== "") rows.push(["Imported before, or here", kept]);

  const width = Math.max(...rows.map(([title]) => title.length));
  return [
    `${dryRun ? "Would go into" : "Imported into"} ${place}`,
    ...rows.map(([title, text]) => `  ${title.padEnd(width)}  ${text}`),
    endingOf(report, { dryRun, seconds, all: brought }),
    "",
  ].join("\n");
}

/** Whether messages of the export are left out that an import should bring. A channel that is empty there too is no fault. */
export function isIncomplete({ strayFolders, counts }: ImportReport): boolean {
  return strayFolders.length > 0 || counts.unreadable.length > 0;
}

/** What is amiss already when an export has been checked, one line each; said before anything is written. */
export function describeWarnings({ strayFolders, withoutFolder }: SlackExport): string {
  if (strayFolders.length === 0) return "";
  const empty = withoutFolder.flatMap(({ name }) => (name === "" ? [] : [name]));
  const lines = [`These folders or files of messages belong to no channel and are left out: ${named(strayFolders)}.`];
  if (empty.length > 0) lines.push(`These channels have no folder and come without messages: ${named(empty)}.`);
  return lines.map((line) => `${line}\n`).join("");
}

function endingOf(
  { items }: ImportReport,
  { dryRun, seconds, all }: { dryRun: boolean; seconds: number; all: string },
): string {
  if (dryRun) return "Dry run: nothing was written.";
  if (all === "") return "Nothing was added: all of it was imported before, or is here.";
  const { added } = items.message;
  const what = added > 0 ? `${count.format(added)} ${added === 1 ? "message" : "messages"}` : all;
  return `Added ${what} in ${count.format(seconds)} s.`;
}

/** What there is of each kind, by a number of it. */
function counted({ items }: ImportReport, numberOf: (tally: Tally) => number): string {
  const kinds: [Tally, string, string][] = [
    [items.member, "person", "people"],
    [items.channel, "channel", "channels"],
    [items.direct, "direct conversation", "direct conversations"],
    [items.channel_member, "membership", "memberships"],
    [items.message, "message", "messages"],
    [items.reaction, "reaction", "reactions"],
  ];
  const parts = kinds.map(([tally, one, many]): [number, string] => {
    const number = numberOf(tally);
    return [number, number === 1 ? one : many];
  });
  return parts
    .filter(([number]) => number > 0)
    .map(([number, what]) => `${count.format(number)} ${what}`)
    .join(", ");
}

const namedMax = 20;

function named(names: readonly string[]): string {
  const more = names.length - namedMax;
  return `${count.format(names.length)} (${names.slice(0, namedMax).join(", ")}${more > 0 ? ` and ${count.format(more)} more` : ""})`;
}

function list(parts: [number, string][]): string {
  const named = parts.filter(([number]) => number > 0).map(([number, what]) => `${count.format(number)} ${what}`);
  return named.length === 0 ? "" : ` (${named.join(", ")})`;
}
