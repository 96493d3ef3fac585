import { expect, test } from "vitest";
import { type Scope, scopes } from "../../src/domain/core/scopes";
import {
  blankText,
  carriedText,
  mayReadText,
  readsEveryText,
  scopesToRead,
  withhold,
} from "../../src/domain/messages/readable-texts";
import { type MessageFields, messageFields } from "../../src/domain/messages/schema";

const root: MessageFields = {
  id: "msg_1",
  workspace_id: "wsp_1",
  channel_id: "chn_1",
  direct_conversation_id: null,
  author_id: "usr_author",
  kind: "message",
  body: "what is said",
  body_format: "markdown",
  parent_message_id: null,
  thread_root_id: "msg_1",
  channel_seq: 1,
  thread_seq: null,
  mentions: [],
  mentions_everyone: false,
  quoted_message_id: "msg_0",
  quoted_author_id: "usr_other",
  quoted_body_snapshot: "what is quoted",
  nonce: null,
  turn_id: null,
  author_model: null,
  author_thinking: "what is thought",
  author_runtime: null,
  imported: false,
  created_at: "2026-01-01T00:00:00.000Z",
  edited_at: null,
  deleted_at: null,
};
const reply = { ...root, id: "msg_2", parent_message_id: "msg_1", channel_seq: null, thread_seq: 1 };
const replyToAll = { ...reply, channel_seq: 2 };
const inDirect = <M extends MessageFields>(message: M) => ({
  ...message,
  channel_id: null,
  direct_conversation_id: "dm_1",
});

const holding = (...held: Scope[]) => ({ user_id: "usr_bot", scopes: new Set(held) });

test("the list of what carries text names every field of a message, and what a deletion blanks is what carries text", () => {
  expect(Object.keys(carriedText).sort()).toEqual(Object.keys(messageFields.shape).sort());
  const carrying = Object.entries(carriedText).flatMap(([field, carried]) => (carried === "nothing" ? [] : [field]));
  expect(carrying.sort()).toEqual(Object.keys(blankText).sort());
});

test("a token without any scope that reads text reads none, in whatever field, and people read all", () => {
  const harmless = scopes.filter((scope) => !["messages:read", "threads:read", "dms:read"].includes(scope));
  for (const message of [root, reply, replyToAll].flatMap((one) => [one, inDirect(one)])) {
    expect(withhold(holding(...harmless), message)).toEqual({ ...message, ...blankText, withheld: true });
    expect(withhold({ user_id: "usr_bot", scopes: null }, message)).toBe(message);
    expect(withhold(holding(...scopes), message)).toBe(message);
  }
});

test("each kind of message is read with its own scopes", () => {
  const readers = (message: MessageFields) => scopes.filter((scope) => mayReadText(new Set([scope]), message));
  expect(readers(root)).toEqual(["messages:read"]);
  expect(readers(reply)).toEqual(["threads:read"]);
  expect(readers(replyToAll)).toEqual(["messages:read", "threads:read"]);
  expect(readers(inDirect(root))).toEqual(["dms:read"]);
  expect(readers(inDirect(reply))).toEqual([]);
  expect(mayReadText(new Set(["threads:read", "dms:read"]), inDirect(reply))).toBe(true);
  expect(readers(inDirect(replyToAll))).toEqual(["dms:read"]);
  expect(scopesToRead(replyToAll)).toEqual(["threads:read"]);
  expect(readsEveryText(new Set(["messages:read", "threads:read"]))).toBe(false);
});

test("a quotation is read with the scopes of what is quoted, and an author always reads the author's own text", () => {
  const quotingRoot = { ...reply, quoted_message_id: reply.thread_root_id };
  expect(withhold(holding("threads:read"), quotingRoot)).toMatchObject({
    body: "what is said",
    quoted_body_snapshot: null,
    withheld: true,
  });
  expect(withhold(holding("threads:read", "messages:read"), quotingRoot)).toBe(quotingRoot);
  expect(withhold(holding("threads:read"), reply)).toBe(reply);
  const author = { user_id: "usr_author", scopes: new Set<Scope>(["messages:write"]) };
  expect(withhold(author, root)).toEqual({ ...root, quoted_body_snapshot: null, withheld: true });
});
