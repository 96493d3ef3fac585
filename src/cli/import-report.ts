import type { ImportReport } from "../server/import/import-slack";

const count = new Intl.NumberFormat("en");
const day = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeZone: "UTC" });

/** An import's report for a terminal. */
export function describeReport(
  report: ImportReport,
  { dryRun, seconds }: { dryRun: boolean; seconds: number },
): string {
  const { workspace, people, counts, added } = report;
  const { omitted } = counts;
  const place = `${workspace.name} (${workspace.slug}${workspace.isNew ? ", a new workspace" : ""})`;
  const messagesAdded = (added["message.created"] ?? 0) + (added["thread.reply_created"] ?? 0);
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
    [report.unknownReactions, "reactions with emoji of the Slack workspace's own"],
    [omitted.other, "entries that are no messages"],
    [report.ignoredPaths.length, "files that belong to no conversation"],
  ];
  for (const [number, what] of left) if (number > 0) rows.push(["Left out", `${what}: ${count.format(number)}`]);
  if (counts.orphans > 0)
    rows.push([
      "Note",
      `replies that stand by themselves, since their thread is not in the export: ${count.format(counts.orphans)}`,
    ]);

  const ending = dryRun
    ? "Dry run: nothing was written."
    : messagesAdded === 0
      ? "Nothing was added: all of it was here already."
      : `Added ${count.format(messagesAdded)} messages in ${count.format(seconds)} s.`;
  const width = Math.max(...rows.map(([title]) => title.length));
  return [
    `${dryRun ? "Would go into" : "Imported into"} ${place}`,
    ...rows.map(([title, text]) => `  ${title.padEnd(width)}  ${text}`),
    ending,
    "",
  ].join("\n");
}

function list(parts: [number, string][]): string {
  const named = parts.filter(([number]) => number > 0).map(([number, what]) => `${count.format(number)} ${what}`);
  return named.length === 0 ? "" : ` (${named.join(", ")})`;
}
