import { expect, test } from "vitest";
import { createSidebarActions } from "../../../src/client/sidebar-actions";
import type { ConversationRow } from "../../../src/client/views/shapes";
import {
  choiceName,
  choicesIn,
  choicesLeft,
  moved,
  type SidebarChoices,
  settled,
  shownRows,
  sidebarOf,
  withSection,
  withStar,
} from "../../../src/client/views/sidebar";
import { limits } from "../../../src/domain/core/limits";

const channels = ["alpha", "bravo", "charlie", "delta"].map((name) => row(name));
const directs = ["zoe", "yan", "xia"].map((name) => row(name, "direct"));
const unchosen: SidebarChoices = { starred: [], order: [], collapsed: [], unreads: false };

test("without a choice, channels stand by name and direct conversations as they came", () => {
  expect(arranged({})).toEqual({ starred: [], channels: ids(channels), directs: ids(directs) });
});

test("a starred conversation of either kind stands in the starred section alone, in the order of the stars", () => {
  expect(arranged({ starred: ["yan", "bravo"] })).toEqual({
    starred: ["yan", "bravo"],
    channels: ["alpha", "charlie", "delta"],
    directs: ["zoe", "xia"],
  });
});

test("an order of one's own holds in each section, and ids that are not here or twice there count for nothing", () => {
  const order = ["gone", "delta", "xia", "alpha", "delta", "zoe", "bravo", "charlie", "yan"];
  expect(arranged({ order, starred: ["gone too"] })).toEqual({
    starred: [],
    channels: ["delta", "alpha", "bravo", "charlie"],
    directs: ["xia", "zoe", "yan"],
  });
});

test("a new channel follows the one before it in the alphabet, and a new direct conversation stands on top", () => {
  expect(arranged({ order: ["delta", "charlie", "bravo"] }).channels).toEqual(["alpha", "delta", "charlie", "bravo"]);
  expect(arranged({ order: ["delta", "bravo", "alpha"] }).channels).toEqual(["delta", "bravo", "charlie", "alpha"]);
  expect(arranged({ order: ["xia", "yan"] }).directs).toEqual(["zoe", "xia", "yan"]);
});

test("nothing moves because it becomes unread or because somebody writes", () => {
  const before = ids(directs);
  const later = [row("new", "direct"), row("xia", "direct", 3), row("zoe", "direct"), row("yan", "direct")];
  expect(ids(settled(later, before))).toEqual(["new", "zoe", "yan", "xia"]);
  const unread = channels.map((one) => (one.id === "delta" ? { ...one, unread_count: 3, mention_count: 1 } : one));
  const { sections } = sidebarOf({ channels: unread, directs }, unchosen);
  expect(ids(sections[1]?.rows ?? [])).toEqual(ids(channels));
});

test("a collapsed section, and every section while only unreads are wanted, shows what is unread and what is open", () => {
  const rows = [row("alpha"), row("bravo", "public", 2), row("charlie"), row("delta", "public", 1)];
  const section = { name: "channels" as const, rows, is_collapsed: false };
  const shown = (isCollapsed: boolean, is_unreads_only: boolean, openId: string | null) =>
    ids(shownRows({ ...section, is_collapsed: isCollapsed }, { is_unreads_only }, openId));
  expect(shown(false, false, null)).toEqual(ids(rows));
  expect(shown(true, false, null)).toEqual(["bravo", "delta"]);
  expect(shown(false, true, "charlie")).toEqual(["bravo", "charlie", "delta"]);
});

test("a row moves above the one it goes up to and below the one it goes down to, and the order of the rest stays", () => {
  const four = ["a", "b", "c", "d"];
  expect(moved(four, "d", "b")).toEqual(["a", "d", "b", "c"]);
  expect(moved(four, "a", "c")).toEqual(["b", "c", "a", "d"]);
  expect(moved(four, "a", "a")).toBeNull();
  expect(moved(four, "gone", "a")).toBeNull();
  expect(withSection([], ["b", "a"])).toEqual(["b", "a"]);
  expect(withSection(["a", "starred", "b", "zoe"], ["b", "new", "a"])).toEqual(["b", "starred", "new", "zoe", "a"]);
});

test("what is stored stays within its limit, with stars that came last", () => {
  const many = Array.from({ length: limits.sidebarIdsMax + 5 }, (_, index) => `id${index}`);
  expect(withSection([], many)).toHaveLength(limits.sidebarIdsMax);
  const starred = many.reduce<string[]>((before, id) => withStar(before, id, true), []);
  expect(starred).toHaveLength(limits.sidebarIdsMax);
  expect(starred.at(-1)).toBe(many.at(-1));
  expect(withStar(["a", "b"], "a", false)).toEqual(["b"]);
  expect(withStar(["a", "b"], "a", true)).toEqual(["b", "a"]);
});

test("both lists of one workspace fit into a person's preferences", () => {
  const list = Array.from({ length: limits.sidebarIdsMax }, () => `chn_${"0".repeat(26)}`);
  const stored = { [choiceName("starred", "wsp_1")]: list, [choiceName("order", "wsp_1")]: list };
  expect(JSON.stringify(stored, null, 1).length).toBeLessThan(limits.preferencesLengthMax);
});

test("preferences that another program has spoiled count as not chosen, and those of another workspace do not count", () => {
  const spoiled = {
    [choiceName("starred", "wsp_1")]: ["a", 3, null],
    [choiceName("order", "wsp_1")]: "a",
    [choiceName("collapsed", "wsp_1")]: ["directs", "kitchen"],
    [choiceName("unreads", "wsp_1")]: "yes",
  };
  expect(choicesIn(spoiled, "wsp_1")).toEqual({ ...unchosen, starred: ["a"], collapsed: ["directs"] });
  expect(choicesIn(spoiled, "wsp_2")).toEqual(unchosen);
});

test("a list that is written leaves out what the person has left, and so do their preferences other workspaces", () => {
  let stored: Record<string, unknown> = {
    theme: "dark",
    [choiceName("starred", "wsp_1")]: ["alpha", "left", "old"],
    [choiceName("order", "wsp_2")]: ["x"],
    [choiceName("collapsed", "wsp_left")]: ["directs"],
  };
  const actions = createSidebarActions({
    preferences: {
      all: () => stored,
      set: (changes) => {
        stored = { ...stored, ...changes };
      },
    },
    workspaceId: () => "wsp_1",
    view: () => sidebarOf({ channels, directs }, unchosen),
    hasLeft: (id) => id === "left",
    workspaceIds: () => ["wsp_1", "wsp_2"],
    onAction: () => undefined,
  });
  actions.star("bravo", true);
  expect(stored).toEqual({
    theme: "dark",
    [choiceName("starred", "wsp_1")]: ["alpha", "old", "bravo"],
    [choiceName("order", "wsp_2")]: ["x"],
    [choiceName("collapsed", "wsp_left")]: null,
  });
  const many = Array.from({ length: limits.pageSizeMax }, (_, index) => `wsp_${index}`);
  expect(choicesLeft({ [choiceName("order", "wsp_unlisted")]: [] }, many)).toEqual([]);
});

function arranged(choices: Partial<SidebarChoices>) {
  const { sections } = sidebarOf({ channels, directs }, { ...unchosen, ...choices });
  return Object.fromEntries(sections.map(({ name, rows }) => [name, ids(rows)]));
}

function ids(rows: readonly ConversationRow[]): string[] {
  return rows.map(({ id }) => id);
}

function row(id: string, kind: ConversationRow["kind"] = "public", unread_count = 0): ConversationRow {
  const counts = { unread_count, mention_count: 0, is_at_least: false };
  return { id, kind, name: id, channel_name: id, other_ids: [], archived: false, has_draft: false, ...counts };
}
