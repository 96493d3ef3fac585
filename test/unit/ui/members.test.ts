import { expect, test } from "vitest";
import { without } from "../../../src/ui/people/listed";

const page = (ids: readonly string[], total_count: number) => ({
  members: ids.map((user_id) => ({ user_id })),
  total_count,
});

test("a list of members without one of them counts one fewer, on each of its pages", () => {
  const list = { pages: [page(["ann", "ben"], 3), page(["cid"], 3)], pageParams: ["", "2"] };
  expect(without(list, "ben").pages).toEqual([page(["ann"], 2), page(["cid"], 2)]);
});

test("a list of members without somebody who is not in it stays as it is", () => {
  const list = { pages: [page(["ann"], 1)], pageParams: [""] };
  expect(without(list, "ben")).toEqual(list);
});
