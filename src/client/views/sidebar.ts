import { limits } from "../../domain/core/limits";
import { field, listIn } from "../platform/reading";
import type { ConversationRow, SectionName, SidebarSection, SidebarView } from "./shapes";

/** The sections, from top to bottom. */
export const sectionNames: readonly SectionName[] = ["starred", "channels", "directs"];

/** How a person arranges the sidebar of one workspace. Each is a preference of its own, so that two devices can change two of them. */
export type SidebarChoices = {
  /** The starred conversations, in the order of their section. */
  readonly starred: readonly string[];
  /** The conversations of both other sections, in the person's order. */
  readonly order: readonly string[];
  readonly collapsed: readonly SectionName[];
  /** Whether only unread conversations are shown. */
  readonly unreads: boolean;
};

/** The name of the preference that holds a choice for a workspace. */
export function choiceName(choice: keyof SidebarChoices, workspaceId: string): string {
  return `sidebar.${choice}.${workspaceId}`;
}

/** The choices in a person's preferences. Whatever cannot be read counts as not chosen. */
export function choicesIn(preferences: Readonly<Record<string, unknown>>, workspaceId: string): SidebarChoices {
  const chosen = (choice: keyof SidebarChoices) => field(preferences, choiceName(choice, workspaceId));
  const ids = (value: unknown) => listIn(value).filter((one) => typeof one === "string");
  const collapsed = ids(chosen("collapsed"));
  return {
    starred: ids(chosen("starred")),
    order: ids(chosen("order")),
    collapsed: sectionNames.filter((name) => collapsed.includes(name)),
    unreads: chosen("unreads") === true,
  };
}

type Lists = {
  /** By name. */
  readonly channels: readonly ConversationRow[];
  /** In the order in which they stand without a choice. */
  readonly directs: readonly ConversationRow[];
};

/** The sections of the sidebar, with all their rows in order. Nothing moves because it becomes unread. */
export function sidebarOf(
  { channels, directs }: Lists,
  { starred, order, collapsed, unreads }: SidebarChoices,
): SidebarView {
  const rows = new Map([...channels, ...directs].map((row) => [row.id, row]));
  const stars = new Set(starred);
  const isPlain = ({ id }: ConversationRow) => !stars.has(id);
  const ordered = {
    starred: [...stars].flatMap((id) => rows.get(id) ?? []),
    channels: channelsInOrder(channels.filter(isPlain), order),
    directs: directsInOrder(directs.filter(isPlain), order),
  };
  return {
    sections: sectionNames.map((name) => ({ name, rows: ordered[name], is_collapsed: collapsed.includes(name) })),
    is_unreads_only: unreads,
  };
}

/** A channel that has no place yet follows the one before it in the alphabet. */
function channelsInOrder(byName: readonly ConversationRow[], order: readonly string[]): ConversationRow[] {
  const { placed, others } = split(byName, order);
  if (placed.length === 0) return others;
  const inOrder = [...placed];
  for (const row of others) {
    const before = byName[byName.indexOf(row) - 1];
    inOrder.splice(before ? inOrder.indexOf(before) + 1 : 0, 0, row);
  }
  return inOrder;
}

/** A direct conversation that has no place yet stands above the others. */
function directsInOrder(rows: readonly ConversationRow[], order: readonly string[]): ConversationRow[] {
  const { placed, others } = split(rows, order);
  return [...others, ...placed];
}

function split(rows: readonly ConversationRow[], order: readonly string[]) {
  const known = new Map(rows.map((row) => [row.id, row]));
  const places = new Set(order);
  return {
    placed: [...places].flatMap((id) => known.get(id) ?? []),
    others: rows.filter(({ id }) => !places.has(id)),
  };
}

/** Rows keep the order of the ids that were there before; new ones stand first, in their own order. */
export function settled(rows: readonly ConversationRow[], before: readonly string[]): ConversationRow[] {
  return directsInOrder(rows, before);
}

export function isUnread({ unread_count }: ConversationRow): boolean {
  return unread_count > 0;
}

/** The rows that a section shows: all of them, or the unread ones and the open one. */
export function shownRows(
  { rows, is_collapsed }: SidebarSection,
  { is_unreads_only }: Pick<SidebarView, "is_unreads_only">,
  openId: string | null,
): readonly ConversationRow[] {
  if (!is_collapsed && !is_unreads_only) return rows;
  return rows.filter((row) => isUnread(row) || row.id === openId);
}

/** The starred conversations after one was starred, at the end, or is no longer. */
export function withStar(starred: readonly string[], id: string, isStarred: boolean): string[] {
  const others = starred.filter((one) => one !== id);
  return isStarred ? [...others, id].slice(-limits.sidebarIdsMax) : others;
}

/**
 * The order of a section's ids after one has moved next to another: above it when it moves up, below it when it moves down. Null if
 * nothing moves.
 */
export function moved(ids: readonly string[], id: string, toId: string): string[] | null {
  const [from, to] = [ids.indexOf(id), ids.indexOf(toId)];
  if (from < 0 || to < 0 || from === to) return null;
  const others = ids.filter((one) => one !== id);
  others.splice(to, 0, id);
  return others;
}

/** The order of all sections after one section got this order. Other ids keep their places, such as those that are starred now. */
export function withSection(order: readonly string[], ids: readonly string[]): string[] {
  const own = new Set(ids);
  const left = [...ids];
  const replaced = order.flatMap((id) => (own.has(id) ? (left.shift() ?? []) : id));
  return [...replaced, ...left].slice(0, limits.sidebarIdsMax);
}

/** The names of the preferences that hold choices for workspaces which the person has left. With very many workspaces there are none. */
export function choicesLeft(preferences: Readonly<Record<string, unknown>>, workspaceIds: readonly string[]): string[] {
  if (workspaceIds.length >= limits.pageSizeMax) return [];
  return Object.keys(preferences).filter((name) => {
    const [area, , workspaceId = ""] = name.split(".");
    return area === "sidebar" && preferences[name] !== null && !workspaceIds.includes(workspaceId);
  });
}
