import { expect, test } from "vitest";
import { createWorkspaceList } from "../../../src/client/live/workspace-list";
import type { WorkspaceCounts } from "../../../src/client/transport/transport";
import { listsChangedBy } from "../../../src/domain/workspace-lists";
import { FakeClock } from "../support/fake-clock";
import { MemoryServer } from "../support/memory-server";

function one(id: string, changes: Partial<WorkspaceCounts> = {}): WorkspaceCounts {
  return { id, name: id, slug: id, icon_url: null, head: 1, unread_count: 0, mention_count: 0, ...changes };
}

function world() {
  const clock = new FakeClock(1);
  const told = { workspaces: [one("a")], hasMore: false, failures: 0, asked: 0, dirty: 0 };
  const list = createWorkspaceList({
    clock,
    invalidate: () => {
      told.dirty += 1;
    },
    ask: async () => {
      told.asked += 1;
      if (told.failures >= told.asked) throw new Error("not reached");
      return told;
    },
  });
  list.begin({ workspaces: [one("a", { mention_count: 3 }), one("b")] } as never);
  return { clock, told, list };
}

test("the list is asked for anew once, however often it is said to have changed, and keeps what was unread", async () => {
  const { clock, told, list } = world();
  told.workspaces = [one("a", { name: "Renamed" }), one("c")];
  for (let times = 0; times < 5; times += 1) list.refresh();
  await clock.pass(60_000);
  expect(told.asked).toBe(1);
  expect(list.all()).toEqual([one("a", { name: "Renamed", mention_count: 3 }), one("c", { head: 0 })]);
  expect(told.dirty).toBe(1);
});

test("a list that could not be had is asked for again, and of very many the ones that boot told stay", async () => {
  const { clock, told, list } = world();
  told.failures = 2;
  told.hasMore = true;
  list.refresh();
  await clock.pass(60_000);
  expect(told.asked).toBe(3);
  expect(list.all().map(({ id }) => id)).toEqual(["a", "b"]);
});

test("of very many who come at once, everybody is named, a few at a time", () => {
  const server = new MemoryServer();
  const owner = { display_name: "Olga", handle: "olga", avatar_url: null };
  const [, joined] = server.run("usr_olga", {
    type: "workspace.create",
    input: { name: "Acme", slug: "acme", source: null, owner },
  });
  if (joined?.type !== "member.joined") throw new Error("nobody joined");
  const many = Array.from({ length: 450 }, (_, n) => ({
    ...joined,
    payload: { ...joined.payload, user_id: `usr_${n}` },
  }));
  const changed = listsChangedBy("wsp_1", many);
  expect(changed.flatMap(({ user_ids }) => user_ids)).toEqual(many.map(({ payload }) => payload.user_id));
  for (const { user_ids } of changed) expect(user_ids?.length).toBeLessThanOrEqual(200);
});
