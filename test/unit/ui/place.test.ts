import { expect, test } from "vitest";
import { comingFrom, parsePlace, pathOf } from "../../../src/ui/navigation/place";

test.each([
  ["the details stay open in the next conversation", "/w/a/c/engine/members", "/w/a/c/design", "/w/a/c/design/members"],
  ["so they do beside a message", "/w/a/c/engine/pins", "/w/a/c/design?m=msg_1", "/w/a/c/design/pins?m=msg_1"],
  ["and from a channel to a direct conversation", "/w/a/c/engine/about", "/w/a/d/dm_1", "/w/a/d/dm_1/about"],
  ["a thread belongs to its conversation", "/w/a/c/engine/t/msg_1", "/w/a/c/design", "/w/a/c/design"],
  ["a person does not come along", "/w/a/c/engine/p/usr_1", "/w/a/c/design", "/w/a/c/design"],
  ["what an address asks for comes first", "/w/a/c/engine/pins", "/w/a/c/design/t/msg_1", "/w/a/c/design/t/msg_1"],
  ["closing them closes them", "/w/a/c/engine/pins", "/w/a/c/engine", "/w/a/c/engine"],
  ["another workspace begins without them", "/w/a/c/engine/pins", "/w/b/c/design", "/w/b/c/design"],
  ["a page has none", "/w/a/c/engine/pins", "/w/a/people", "/w/a/people"],
])("going elsewhere: %s", (_, from, to, there) => {
  const [left, entered] = [parsePlace(from), parsePlace(to)];
  expect(left && entered && pathOf(comingFrom(left, entered))).toBe(there);
});
