import { describe, expect, test } from "vitest";
import { limits } from "../../src/domain/core/limits";
import {
  type FoldedChanges,
  foldMemberChanges,
  type MemberChange,
  type MemberChanges,
  memberChangeIn,
  withChange,
} from "../../src/domain/member-changes";
import { MemoryServer } from "./support/memory-server";

const none: MemberChanges = { after_seq: 0, changes: [], more: { joined: 0, left: 0 } };
let cursor = 0;

/** `ada joined`, `ben added ada`, `ada left`, `ben removed ada`. */
function change(sentence: string): MemberChange {
  const [one = "", verb = "", other = one] = sentence.split(" ");
  const kind = (["joined", "added", "left", "removed"] as const).find((word) => word === verb);
  if (!kind) throw new Error(sentence);
  cursor += 1;
  return { cursor: String(cursor), kind, user_id: other, actor_id: one, created_at: "2026-11-22T12:00:00.000Z" };
}

function folded(...sentences: string[]): string[] {
  return inShort(foldMemberChanges([{ ...none, changes: sentences.map(change) }]));
}

/** The same of changes that come one after the other, as the stream brings them. */
function streamed(...sentences: string[]): string[] {
  return inShort(foldMemberChanges([sentences.map(change).reduce(withChange, none)]));
}

function inShort({ sentences, others: { joined, left } }: FoldedChanges): string[] {
  const said = sentences.map(({ kind, actor_ids, user_ids }) => [kind, ...actor_ids, ...user_ids].join(" "));
  return joined + left > 0 ? [...said, `+${joined} -${left}`] : said;
}

const times = (count: number, ...sentences: string[]) => Array.from({ length: count }, () => sentences).flat();

describe("of changes that no message stands between", () => {
  test.each([
    [["ada joined"], ["joined ada"]],
    [["ben added ada"], ["added ben ada"]],
    [["ada left"], ["left ada"]],
    [["ben removed ada"], ["removed ben ada"]],
    [["ada joined", "ben joined", "cy joined"], ["joined ada ben cy"]],
    [["ben added ada", "ben added cy"], ["added ben ada cy"]],
    [
      ["ben added ada", "dan added cy"],
      ["added ben ada", "added dan cy"],
    ],
    [["ada joined", "ada left"], ["joined_left ada"]],
    [["ben added ada", "ben removed ada"], ["added_removed_by_one ben ada"]],
    [["ben added ada", "cy removed ada"], ["added_removed ben cy ada"]],
    [["ben added ada", "ada left"], ["added_left ben ada"]],
    [["ada joined", "ben removed ada"], ["joined_removed ben ada"]],
    [["ada joined", "ben removed ada", "ada joined"], ["joined ada"]],
    [["ada left", "ada joined"], ["left_joined ada"]],
    [["ben removed ada", "ben added ada"], ["removed_added_by_one ben ada"]],
    [["ben removed ada", "cy added ada"], ["removed_added ben cy ada"]],
    [["ben removed ada", "ada joined"], ["removed_joined ben ada"]],
    [["ada left", "ben added ada"], ["left_added ben ada"]],
    [
      ["ben added ada", "ben removed ada", "ben added cy", "dan removed cy", "ben added eve", "ben removed eve"],
      ["added_removed_by_one ben ada eve", "added_removed ben dan cy"],
    ],
    [["ben removed ada", "ada joined", "ada left"], ["removed ben ada"]],
    [
      ["ada joined", "ben left", "cy joined", "ada left"],
      ["joined_left ada", "left ben", "joined cy"],
    ],
    [[], []],
  ])("%j is told as %j", (sentences, told) => {
    expect(folded(...sentences)).toEqual(told);
    expect(streamed(...sentences)).toEqual(told);
  });

  test("how often others came and went stands by itself: nobody is told of twice", () => {
    const many = { ...none, changes: [change("ada joined")], more: { joined: 5, left: 2 } };
    const more = { ...none, after_seq: 1, more: { joined: 1, left: 0 } };
    expect(inShort(foldMemberChanges([many, more]))).toEqual(["joined ada", "+6 -2"]);
  });

  test.each([
    [
      [...times(6, "des joined", "des left"), "hig joined"],
      ["joined_left des", "joined hig"],
    ],
    [times(6, "olga added bo", "olga removed bo"), ["added_removed_by_one olga bo"]],
    [times(1_000, "bo joined", "bo left"), ["joined_left bo"]],
    [[...times(1_000, "bo joined", "bo left"), "olga added bo"], ["joined bo"]],
    [
      [
        ...Array.from({ length: 10 }, (_, n) => `olga added p${n}`),
        "olga removed p0",
        "olga added p0",
        "olga removed p0",
      ],
      ["added_removed_by_one olga p0", "added olga p1 p2 p3 p4 p5 p6 p7 p8 p9"],
    ],
  ])("one who comes and goes often is one person: case %#", (sentences, told) => {
    expect(streamed(...sentences)).toEqual(told);
  });
});

test("the first and the last change of the first people are held, however many there are, and the others are counted", () => {
  const crowd = Array.from({ length: limits.memberChangesNamedMax + 3 }, (_, n) => `p${n} joined`);
  const all = [...crowd, ...times(20, "p0 left", "p0 joined"), "olga removed p1", "p12 left"].map(change);
  const held = all.reduce(withChange, none);
  expect(held.changes.map(({ kind, user_id }) => `${user_id} ${kind}`)).toEqual([
    ...Array.from({ length: limits.memberChangesNamedMax }, (_, n) => `p${n} joined`),
    "p0 joined",
    "p1 removed",
  ]);
  expect(held.more).toEqual({ joined: 3, left: 1 });
});

test("a line is a reading of who was added and removed, without what was imported and without the maker's own coming", () => {
  const server = new MemoryServer();
  const person = { display_name: "Olga", handle: "olga", avatar_url: null };
  server.run("olga", { type: "workspace.create", input: { name: "Acme", slug: "acme", source: null, owner: person } });
  const [channel] = server.store.all("channel");
  if (!channel) throw new Error("no channel");
  const [joined] = server.log.filter(({ type }) => type === "channel.member_added");
  if (!joined) throw new Error("nobody joined");
  expect(joined.cursor).toBe(channel.created_cursor + 1);
  expect(memberChangeIn(joined)).toMatchObject({ kind: "joined", user_id: "olga", cursor: String(joined.cursor) });
  expect(memberChangeIn({ ...joined, imported: true })).toBeNull();
  expect(server.log.filter((event) => memberChangeIn(event) !== null)).toEqual([joined]);
  const [left] = server.run("olga", {
    type: "channel.remove_member",
    input: { channel_id: channel.id, user_id: "olga" },
  });
  expect(left && [memberChangeIn(left)?.kind, left.payload]).toEqual([
    "left",
    { channel_id: channel.id, user_id: "olga", last_seq: 0 },
  ]);
});
