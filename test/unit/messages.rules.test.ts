import { test } from "vitest";
import { limits } from "../../src/domain/core/limits";
import { Acme, ann, ben, inChannel, inDirect, moderator, owner, replyTo } from "./support/acme";
import { digestOf } from "./support/memory-server";

test("only its author edits a message", () => {
  const acme = new Acme();
  const message_id = acme.given(ann, "message.create", inChannel(acme.general));
  for (const userId of [ben, moderator, owner])
    acme.when(userId, "message.update", { message_id, body: "hello" }).thenRefused("forbidden");
  acme.when(ann, "message.update", { message_id, body: "hello" }).thenHappens("message.updated");
});

test(`a message is edited ${limits.editsPerMessageMax} times and no more`, () => {
  const acme = new Acme();
  const message_id = acme.given(ann, "message.create", inChannel(acme.general));
  for (let edit = 1; edit < limits.editsPerMessageMax; edit += 1)
    acme.given(ann, "message.update", { message_id, body: `edit ${edit}` });
  acme.when(ann, "message.update", { message_id, body: "the last" }).thenHappens("message.updated");
  acme.when(ann, "message.update", { message_id, body: "one more" }).thenRefused("conflict");
  acme.when(ann, "message.update", { message_id, body: "the last" }).thenHappens();
});

test("a message in a channel is deleted by its author, the owner and moderators", () => {
  const acme = new Acme();
  const write = () => acme.given(ann, "message.create", inChannel(acme.general));
  const message_id = write();
  acme.when(ben, "message.delete", { message_id }).thenRefused("forbidden");
  acme.when(moderator, "message.delete", { message_id }).thenHappens("message.deleted");
  acme.when(ann, "message.delete", { message_id: write() }).thenHappens("message.deleted");
});

test("a message in a direct conversation is deleted by its author alone", () => {
  const acme = new Acme();
  const direct = acme.given(ann, "direct.create", { member_ids: [owner] });
  const message_id = acme.given(ann, "message.create", inDirect(direct));
  acme.when(owner, "message.delete", { message_id }).thenRefused("forbidden");
  acme.when(ann, "message.delete", { message_id }).thenHappens("message.deleted");
});

test("a message says something, when it is written as when it is edited", () => {
  const acme = new Acme();
  const message_id = acme.given(ann, "message.create", inChannel(acme.general));
  for (const body of ["", " \n", "\u200b"]) {
    acme.when(ann, "message.create", inChannel(acme.general, { body })).thenRefused("invalid_input", "body");
    acme.when(ann, "thread.reply", replyTo(message_id, { body })).thenRefused("invalid_input", "body");
    acme.when(ann, "message.update", { message_id, body }).thenRefused("invalid_input", "body");
  }
  acme.when(ann, "message.create", inChannel(acme.general, { body: "." })).thenHappens("message.created");
});

// I9
test("a nonce is not answered to its author where they can no longer read", () => {
  const acme = new Acme();
  const channel_id = acme.channel("secret", "private", [ann]);
  const sent = inChannel(channel_id, { nonce: "n1" });
  acme.given(ann, "message.create", sent);
  acme.when(ann, "message.create", sent).thenHappens();
  acme.given(owner, "channel.remove_member", { channel_id, user_id: ann });
  acme.when(ann, "message.create", sent).thenRefused("not_found");
});

test("a nonce belongs to one request of its author: a repeat changes nothing, another message is refused", () => {
  const acme = new Acme();
  const first = inChannel(acme.general, { body: "hi", nonce: "n1" });
  acme.given(ann, "message.create", first);
  acme.when(ann, "message.create", first).thenHappens();
  acme.when(ann, "message.create", { ...first, body: "other" }).thenRefused("nonce_conflict");
  acme.when(ann, "message.create", { ...first, body: "other", nonce: "n2" }).thenHappens("message.created");
  acme.when(ben, "message.create", { ...first, body: "other" }).thenHappens("message.created");
});

test("a request that an earlier version has digested in its own way is a repeat, too", () => {
  const acme = new Acme();
  const before = inChannel(acme.general, { nonce: "n1" });
  const now = inChannel(acme.general, { nonce: "n1", correlation_id: "c1" });
  acme.given(ann, "message.create", before);
  acme.when(ann, "message.create", now).thenRefused("nonce_conflict");
  acme.server.earlierDigest = digestOf({ ...now, correlation_id: "c2" });
  acme.when(ann, "message.create", now).thenRefused("nonce_conflict");
  acme.server.earlierDigest = digestOf(before);
  acme.when(ann, "message.create", now).thenHappens();
});

test("a message quotes a living root of its own conversation", () => {
  const acme = new Acme();
  const elsewhere = acme.channel("elsewhere", "public", [ann]);
  const root = acme.given(ben, "message.create", inChannel(acme.general));
  const reply = acme.given(ben, "thread.reply", replyTo(root));
  const other = acme.given(owner, "message.create", inChannel(elsewhere));
  const deleted = acme.given(ben, "message.create", inChannel(acme.general));
  acme.given(ben, "message.delete", { message_id: deleted });
  const quoting = (quoted_message_id: string) =>
    acme.when(ann, "message.create", inChannel(acme.general, { quoted_message_id }));
  for (const id of [reply, other, deleted]) quoting(id).thenRefused("invalid_input", "quoted_message_id");
  quoting("msg_none").thenRefused("not_found");
  quoting(root).thenHappens("message.created");
});
