import { expect, test } from "vitest";
import { beginsGroup } from "../../../src/ui/timeline/grouping";

const minute = 60_000;
const said = {
  author_id: "usr_ann",
  kind: "message" as const,
  deleted_at: null,
  quoted_message_id: null,
  created_at: new Date(0).toISOString(),
};
const at = (ms: number) => ({ ...said, created_at: new Date(ms).toISOString() });

test.each([
  ["right after another", at(1), said, 1, false],
  ["five minutes after the first", at(5 * minute), said, 2, false],
  ["a moment later than that", at(5 * minute + 1), at(5 * minute), 2, true],
  ["five minutes before the first, by a clock that went back", at(-5 * minute), said, 1, false],
  ["earlier still", at(-5 * minute - 1), said, 1, true],
  ["as the tenth row", said, said, 9, false],
  ["as the eleventh row", said, said, 10, true],
  ["of somebody else", { ...said, author_id: "usr_ben" }, said, 1, true],
  ["of another kind", said, { ...said, kind: "agent_tool" as const }, 1, true],
  ["that quotes", { ...said, quoted_message_id: "msg_1" }, said, 1, true],
  ["behind one that quotes", said, { ...said, quoted_message_id: "msg_1" }, 1, false],
  ["that is deleted", { ...said, deleted_at: said.created_at }, said, 1, true],
  ["behind a deleted one", said, { ...said, deleted_at: said.created_at }, 1, true],
])("whether a message has a name of its own: %s", (_, message, before, rows, expected) => {
  expect(beginsGroup(message, before, { firstMs: 0, rows })).toBe(expected);
});
