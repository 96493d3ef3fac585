import { expect, test } from "vitest";
import { isMissingRight } from "../../src/domain/core/errors";
import { Acme, ann, ben, guest, inChannel, inDirect, moderator, owner, replyTo, stranger } from "./support/acme";

test("a workspace does not exist for somebody who has never belonged to it", () => {
  const acme = new Acme();
  acme.when(stranger, "channel.create", { name: "plans", kind: "public" }).thenRefused("not_found");
  acme.when(stranger, "workspace.update", { name: "Ours" }).thenRefused("not_found");
  acme.when(stranger, "channel.join", { channel_id: acme.general }).thenRefused("not_found");
  const direct = acme.given(ann, "direct.create", { member_ids: [ben] });
  acme.when(stranger, "message.create", inDirect(direct)).thenRefused("not_found");
  acme
    .when(ann, "channel.create", { name: "plans", kind: "public" })
    .thenHappens("channel.created", "channel.member_added");
});

test("a workspace, its channels, direct conversations and messages do not exist for somebody who has left", () => {
  const acme = new Acme();
  const direct = acme.given(ann, "direct.create", { member_ids: [ben] });
  const inGeneral = acme.given(ben, "message.create", inChannel(acme.general));
  const between = acme.given(ben, "message.create", inDirect(direct));
  const own = acme.given(ann, "message.create", inChannel(acme.general));
  acme.when(ann, "reaction.add", { message_id: inGeneral, emoji: "👍" }).thenHappens("reaction.added");
  acme.when(ann, "reaction.add", { message_id: between, emoji: "👍" }).thenHappens("reaction.added");
  acme.when(ann, "message.create", inDirect(direct)).thenHappens("message.created");
  acme.given(ann, "member.remove", { user_id: ann });
  acme.when(ann, "channel.create", { name: "plans", kind: "public" }).thenRefused("not_found");
  acme.when(ann, "channel.join", { channel_id: acme.general }).thenRefused("not_found");
  acme.when(ann, "message.create", inDirect(direct)).thenRefused("not_found");
  acme.when(ann, "reaction.add", { message_id: inGeneral, emoji: "🎉" }).thenRefused("not_found");
  acme.when(ann, "reaction.add", { message_id: between, emoji: "🎉" }).thenRefused("not_found");
  acme.when(ann, "message.delete", { message_id: own }).thenRefused("not_found");
});

test("a command about somebody who is not a member is refused, which says nothing of the caller's own rights", () => {
  const acme = new Acme();
  acme.given(ben, "member.remove", { user_id: ben });
  for (const user_id of [stranger, ben]) {
    const about = { channel_id: acme.general, user_id };
    const refusal = acme.when(owner, "channel.add_member", about).thenRefused("not_found");
    expect(isMissingRight(refusal)).toBe(false);
    acme.when(owner, "member.remove", { user_id }).thenRefused("not_found");
    acme.when(owner, "direct.create", { member_ids: [user_id] }).thenRefused("not_found");
  }
  const channel_id = acme.channel("plans");
  acme.when(owner, "channel.add_member", { channel_id, user_id: ann }).thenHappens("channel.member_added");
});

test("only the owner and moderators manage a workspace", () => {
  const acme = new Acme();
  for (const userId of [ann, guest]) acme.when(userId, "workspace.update", { name: "Ours" }).thenRefused("forbidden");
  acme.when(moderator, "workspace.update", { name: "Acme & Co" }).thenHappens("workspace.updated");
  acme.when(owner, "workspace.update", { name: "Acme" }).thenHappens("workspace.updated");
});

test("what a reader holds no workspace or channel of is not there for them", () => {
  const acme = new Acme();
  const message_id = acme.given(ann, "message.create", inChannel(acme.general));
  acme.server.store.apply([{ op: "remove", kind: "channel", key: acme.general }]);
  acme.when(ann, "message.delete", { message_id }).thenRefused("not_found");
  acme.server.store.apply([{ op: "remove", kind: "workspace", key: acme.server.workspaceId }]);
  acme.when(owner, "workspace.update", { name: "Ours" }).thenRefused("not_found");
});

test("a channel exists for those who may read it: a public one for all but guests, any other for its members", () => {
  const acme = new Acme();
  const open = acme.channel("open");
  const secret = acme.channel("secret", "private", [ben]);
  acme.when(ann, "channel.join", { channel_id: "chn_none" }).thenRefused("not_found");
  acme.when(ann, "channel.join", { channel_id: secret }).thenRefused("not_found");
  acme.when(guest, "channel.join", { channel_id: open }).thenRefused("not_found");
  acme.when(ann, "channel.join", { channel_id: open }).thenHappens("channel.member_added");
  acme.when(ben, "message.create", inChannel(secret)).thenHappens("message.created");
  acme.when(guest, "message.create", inChannel(acme.general)).thenHappens("message.created");
});

test("a direct conversation exists for its members", () => {
  const acme = new Acme();
  const direct = acme.given(ann, "direct.create", { member_ids: [ben] });
  acme.when(owner, "message.create", inDirect(direct)).thenRefused("not_found");
  acme.when(ann, "message.create", inDirect("dm_none")).thenRefused("not_found");
  acme.when(ben, "message.create", inDirect(direct)).thenHappens("message.created");
});

test("a message exists for those who may read its conversation", () => {
  const acme = new Acme();
  const secret = acme.channel("secret", "private", [ben]);
  const hidden = acme.given(ben, "message.create", inChannel(secret));
  const direct = acme.given(ben, "direct.create", { member_ids: [ann] });
  const between = acme.given(ben, "message.create", inDirect(direct));
  for (const message_id of [hidden, "msg_none"])
    acme.when(ann, "message.delete", { message_id }).thenRefused("not_found");
  acme.when(owner, "message.delete", { message_id: between }).thenRefused("not_found");
  acme.when(stranger, "message.delete", { message_id: hidden }).thenRefused("not_found");
  acme.when(ann, "thread.reply", replyTo(between)).thenHappens("thread.reply_created", "thread.state_updated");
  acme.when(owner, "message.delete", { message_id: hidden }).thenHappens("message.deleted");
});

test("a deleted message takes no reaction, no edit and no reply", () => {
  const acme = new Acme();
  const message_id = acme.given(ann, "message.create", inChannel(acme.general));
  acme.when(ben, "reaction.add", { message_id, emoji: "👍" }).thenHappens("reaction.added");
  acme.when(ann, "message.update", { message_id, body: "hello" }).thenHappens("message.updated");
  acme.given(ann, "message.delete", { message_id });
  acme.when(ben, "reaction.add", { message_id, emoji: "🎉" }).thenRefused("not_found");
  acme.when(ann, "message.update", { message_id, body: "again" }).thenRefused("not_found");
  acme.when(ben, "thread.reply", replyTo(message_id)).thenRefused("not_found");
});

test("an archived channel takes no messages, replies, edits and reactions, and takes them again once it is restored", () => {
  const acme = new Acme();
  const message_id = acme.given(ann, "message.create", inChannel(acme.general));
  acme.archived(acme.general);
  acme.when(ann, "message.create", inChannel(acme.general)).thenRefused("archived");
  acme.when(ann, "thread.reply", replyTo(message_id)).thenRefused("archived");
  acme.when(ann, "message.update", { message_id, body: "hello" }).thenRefused("archived");
  acme.when(ann, "reaction.add", { message_id, emoji: "👍" }).thenRefused("archived");
  acme.given(owner, "channel.update", { channel_id: acme.general, archived: false });
  acme.when(ann, "message.create", inChannel(acme.general)).thenHappens("message.created");
});

test("a direct conversation that everybody else has left takes no messages; one's own notes do", () => {
  const acme = new Acme();
  const notes = { id: "dm_notes", member_ids: [ann], created_by: ann, created_at: acme.server.inMinutes(0) };
  acme.given(owner, "import.append", { items: [{ item: "direct", conversation: notes }] });
  acme.when(ann, "message.create", inDirect("dm_notes")).thenHappens("message.created");
  const direct = acme.given(ann, "direct.create", { member_ids: [ben, moderator] });
  acme.given(moderator, "member.remove", { user_id: moderator });
  acme.when(ann, "message.create", inDirect(direct)).thenHappens("message.created");
  acme.given(ben, "member.remove", { user_id: ben });
  acme.when(ann, "message.create", inDirect(direct)).thenRefused("conflict");
});
