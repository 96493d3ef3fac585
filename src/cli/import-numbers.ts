import type { Told } from "../server/import/ledger";
import type { ImportReport, ImportTally } from "../server/import/report";

export const count = new Intl.NumberFormat("en");
export const day = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeZone: "UTC" });

/** A number of files, in words. */
export function filesOf(number: number): string {
  return `${count.format(number)} ${number === 1 ? "file" : "files"}`;
}

/** A number of messages, in words. */
export function messagesOf(number: number): string {
  return `${count.format(number)} ${number === 1 ? "message" : "messages"}`;
}

/** The item counts of several reports, added up. */
export function sumItems(reports: readonly ImportReport[]): ImportReport["items"] {
  const sumOf = (item: keyof ImportReport["items"]): ImportTally =>
    reports.reduce(
      ({ found, added }, { items }) => ({ found: found + items[item].found, added: added + items[item].added }),
      { found: 0, added: 0 },
    );
  return {
    member: sumOf("member"),
    channel: sumOf("channel"),
    direct: sumOf("direct"),
    channel_member: sumOf("channel_member"),
    message: sumOf("message"),
    reaction: sumOf("reaction"),
  };
}

/** The number of items of each kind, in words, without kinds that have none. */
export function counted(items: ImportReport["items"], numberOf: (tally: ImportTally) => number): string {
  const kinds: [ImportTally, string, string][] = [
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

/** How many names of a list are shown. */
export const namedMax = 20;

/** The number of names, with the first ones. */
export function named(names: readonly string[]): string {
  return `${count.format(names.length)} (${someOf(names)})`;
}

/** The first names of a list, and the number of further ones. */
export function someOf(names: readonly string[]): string {
  const more = names.length - namedMax;
  return `${names.slice(0, namedMax).join(", ")}${more > 0 ? ` and ${count.format(more)} more` : ""}`;
}

/** A number with the names of the first few. */
export function telling({ count: number, first, isMore }: Told): string {
  return `${count.format(number)} (${first.join(", ")}${isMore ? ", …" : ""})`;
}

/** The parts with a number above zero, in parentheses. */
export function list(parts: [number, string][]): string {
  const named = parts.filter(([number]) => number > 0).map(([number, what]) => `${count.format(number)} ${what}`);
  return named.length === 0 ? "" : ` (${named.join(", ")})`;
}
