import { describe, expect, test } from "vitest";
import { limits } from "../../src/domain/limits";
import {
  foldMemberChanges,
  isOfMaking,
  type MemberChange,
  memberChangeIn,
  withChange,
} from "../../src/domain/member-changes";
import { MemoryServer } from "./support/memory-server";

const none = { after_seq: 0, changes: [], more: { joined: 0, left: 0 } };
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
  const said = foldMemberChanges([{ ...none, changes: sentences.map(change) }]);
  return said.map(({ kind, actor_id, user_ids }) => [kind, actor_id, ...user_ids].filter(Boolean).join(" "));
}

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
    [["ada joined", "ada left"], ["came_and_went ada"]],
    [["ben added ada", "ben removed ada"], ["came_and_went ada"]],
    [["ada joined", "ben removed ada", "ada joined"], ["joined ada"]],
    [["ada left", "ada joined"], ["left_and_returned ada"]],
    [["ben removed ada", "ben added ada"], ["left_and_returned ada"]],
    [["ben removed ada", "ada joined", "ada left"], ["removed ben ada"]],
    [
      ["ada joined", "ben left", "cy joined", "ada left"],
      ["came_and_went ada", "left ben", "joined cy"],
    ],
    [[], []],
  ])("%j is told as %j", (sentences, told) => {
    expect(folded(...sentences)).toEqual(told);
  });

  test("those who are only counted are added to those who did the same, else they stand by themselves", () => {
    const many = { ...none, changes: [change("ada joined")], more: { joined: 5, left: 2 } };
    const more = { ...none, after_seq: 1, more: { joined: 1, left: 0 } };
    expect(foldMemberChanges([many, more])).toEqual([
      { kind: "joined", actor_id: null, user_ids: ["ada"], others: 6 },
      { kind: "left", actor_id: null, user_ids: [], others: 2 },
    ]);
  });
});

test("the first changes after a message are held one by one, the others counted", () => {
  let held: Parameters<typeof withChange>[0] = none;
  for (let index = 0; index < limits.memberChangesNamedMax + 3; index += 1)
    held = withChange(held, change(index % 2 === 0 ? `p${index} joined` : `p${index} left`));
  expect(held.changes).toHaveLength(limits.memberChangesNamedMax);
  expect(held.more).toEqual({ joined: 2, left: 1 });
});

test("a line is a reading of who was added and removed, without what was imported and without the maker's own coming", () => {
  const server = new MemoryServer();
  const person = { display_name: "Olga", handle: "olga", avatar_url: null };
  server.run("olga", { type: "workspace.create", input: { name: "Acme", slug: "acme", source: null, owner: person } });
  const [channel] = server.store.all("channel");
  if (!channel) throw new Error("no channel");
  const [joined] = server.log.filter(({ type }) => type === "channel.member_added");
  if (!joined) throw new Error("nobody joined");
  expect(isOfMaking(joined.cursor, channel)).toBe(true);
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
