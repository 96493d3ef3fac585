import type { MessageResource } from "../../domain/messages/rules";

/** The messages under one name: the key and time of the first, and the number of rows so far. */
export type Group = { readonly firstKey: string; readonly firstMs: number; readonly rows: number };

/** Each row's group by row key, as first decided: a name stays in place when older messages load above. */
export type Groups = Map<string, Group>;

type Grouped = Pick<MessageResource, "author_id" | "kind" | "deleted_at" | "quoted_message_id" | "created_at">;

const msMax = 5 * 60_000;
const rowsMax = 10;

/**
 * Whether a message shows its author's name rather than joining the group before it. A name covers five minutes from the first
 * message under it, and ten rows. A quoting message has its own name, and so does a message after a deleted one.
 */
export function beginsGroup(message: Grouped, before: Grouped, group: Pick<Group, "firstMs" | "rows">): boolean {
  return !mayFollow(message, before) || !hasRoom(group, message);
}

/** Whether a part of a list is long enough to decide where names stand in it: more rows than one name covers. */
export function isLong(part: readonly unknown[]): boolean {
  return part.length > rowsMax;
}

/** The group of a message after another: its earlier group, unless the message it followed is gone. */
export function groupOf(
  message: Grouped,
  { key, before, groups }: { key: string; before: { message: Grouped; group: Group } | null; groups: Groups },
): Group {
  const group = choose(groups.get(key));
  groups.set(key, group);
  return group;

  function choose(had: Group | undefined): Group {
    const own = { firstKey: key, firstMs: Date.parse(message.created_at), rows: 1 };
    if (!before) return had ?? own;
    if (had?.firstKey === key) return own;
    if (had?.firstKey === before.group.firstKey && mayFollow(message, before.message)) return had;
    if (beginsGroup(message, before.message, before.group)) return own;
    return { ...before.group, rows: before.group.rows + 1 };
  }
}

function mayFollow(message: Grouped, before: Grouped): boolean {
  if (before.author_id !== message.author_id || before.kind !== message.kind) return false;
  return before.deleted_at === null && message.deleted_at === null && message.quoted_message_id === null;
}

function hasRoom({ firstMs, rows }: Pick<Group, "firstMs" | "rows">, { created_at }: Grouped): boolean {
  return rows < rowsMax && Math.abs(Date.parse(created_at) - firstMs) <= msMax;
}
