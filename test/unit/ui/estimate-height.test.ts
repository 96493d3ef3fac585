import { expect, test } from "vitest";
import type { MessageResource } from "../../../src/domain/messages/rules";
import type { TimelineRow } from "../../../src/ui/timeline/build-rows";
import { estimateHeight } from "../../../src/ui/timeline/estimate-height";
import { item } from "../support/message-item";

const { message } = item({ seq: 1 });
const reaction = { emoji: "👍", count: 1, reacted_by_me: false };
const { thread_state } = item({ seq: 1, replies: 2 }).message;

function row(made: Partial<MessageResource>, isGrouped = true): TimelineRow {
  return { type: "message", key: "one", item: { message: { ...message, body: "one line", ...made } }, isGrouped };
}

test.each<[string, TimelineRow, number, number]>([
  ["of a group", row({}), 4 + 22 + 4, 1 + 20 + 1],
  ["with a name", row({}, false), 12 + 4 + 22 + 22 + 4, 4 + 1 + 20 + 1],
  ["of two lines", row({ body: "one\ntwo" }), 8 + 2 * 22, 2 + 2 * 20],
  ["of two paragraphs", row({ body: "one\n\ntwo\n" }), 8 + 2 * 22 + 6, 2 + 2 * 20 + 6],
  ["that is longer than a line", row({ body: "word ".repeat(25) }), 8 + 2 * 22, 2 + 2 * 20],
  ["with reactions", row({ reactions: [reaction] }), 30 + 30, 22 + 30],
  ["with a thread", row({ thread_state }), 30 + 30, 22 + 30],
  ["that quotes", row({ quoted_message_id: "msg_2" }, false), 64 + 22, 26 + 20 + 22],
  ["of very many lines", row({ body: "word ".repeat(4000) }), 8 + 40 * 22, 2 + 40 * 20],
  ["between days", { type: "divider", key: "new", day: null, isNew: true }, 28, 28],
])("a list guesses the height of a row %s", (_, one, comfortable, compact) => {
  expect(estimateHeight(one, "comfortable")).toBe(comfortable);
  expect(estimateHeight(one, "compact")).toBe(compact);
});
