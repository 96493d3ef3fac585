import { expect, test } from "vitest";
import { limits } from "../../src/domain/core/limits";
import { Acme, ann, ben, bot, guest, inChannel, inDirect, moderator, owner, replyTo, stranger } from "./support/acme";

test("everybody who writes in a channel pins there and takes any pin away, and a message is pinned once", () => {
  const { acme, channel_id, message_id } = pinnable();
  for (const who of [ann, ben, guest, bot, moderator]) {
    acme.when(who, "pin.add", { channel_id, message_id }).thenHappens("pin.added");
    acme.when(ann, "pin.add", { channel_id, message_id }).thenRefused("conflict");
    acme.when(ben, "pin.remove", { channel_id, message_id }).thenHappens("pin.removed");
    acme.when(ben, "pin.remove", { channel_id, message_id }).thenRefused("not_found");
  }
});

test("a reply is pinned like a root", () => {
  const { acme, channel_id, message_id: root } = pinnable();
  const message_id = acme.given(ben, "thread.reply", replyTo(root));
  acme.when(ann, "pin.add", { channel_id, message_id }).thenHappens("pin.added");
});

test("a pin says who pinned the message, also when another takes it away", () => {
  const { acme, channel_id, message_id } = pinnable();
  const [added] = acme.when(ann, "pin.add", { channel_id, message_id }).thenHappens("pin.added");
  const [removed] = acme.when(ben, "pin.remove", { channel_id, message_id }).thenHappens("pin.removed");
  for (const event of [added, removed])
    expect(event).toMatchObject({ channel_id, payload: { channel_id, message_id, pinned_by: ann } });
  expect(removed?.actor_id).toBe(ben);
});

test(`a channel has at most ${limits.pinsPerChannelMax} pins, and another one when one is gone`, () => {
  const { acme, channel_id, message_id: first } = pinnable();
  const pin = (message_id: string) => acme.when(ann, "pin.add", { channel_id, message_id });
  pin(first).thenHappens("pin.added");
  for (let number = 1; number < limits.pinsPerChannelMax; number += 1)
    pin(acme.given(ann, "message.create", inChannel(channel_id))).thenHappens("pin.added");
  const last = acme.given(ann, "message.create", inChannel(channel_id));
  pin(last).thenRefused("limit_reached");
  const elsewhere = acme.given(ann, "message.create", inChannel(acme.channel("other")));
  const other = acme.server.store.get("message", elsewhere)?.channel_id ?? "";
  acme.when(ann, "pin.add", { channel_id: other, message_id: elsewhere }).thenHappens("pin.added");
  acme.given(ben, "pin.remove", { channel_id, message_id: first });
  pin(last).thenHappens("pin.added");
});

test("a message is pinned in its own channel alone, by those who may read it, and not in direct conversations", () => {
  const { acme, channel_id, message_id } = pinnable();
  const secret = acme.channel("secret", "private", [ann]);
  const hidden = acme.given(ann, "message.create", inChannel(secret));
  const direct = acme.given(ann, "direct.create", { member_ids: [ben] });
  const between = acme.given(ann, "message.create", inDirect(direct));
  for (const type of ["pin.add", "pin.remove"] as const) {
    acme.when(ann, type, { channel_id: secret, message_id }).thenRefused("not_found");
    acme.when(ann, type, { channel_id, message_id: hidden }).thenRefused("not_found");
    acme.when(ben, type, { channel_id: secret, message_id: hidden }).thenRefused("not_found");
    acme.when(ann, type, { channel_id, message_id: between }).thenRefused("not_found");
    acme.when(ann, type, { channel_id: direct, message_id: between }).thenRefused("not_found");
    acme.when(stranger, type, { channel_id, message_id }).thenRefused("not_found");
  }
  acme.when(ann, "pin.add", { channel_id: secret, message_id: hidden }).thenHappens("pin.added");
  // As of a channel that does not exist.
  const refusal = acme.when(ben, "pin.add", { channel_id: secret, message_id }).thenRefused("not_found");
  expect(refusal.message).toMatch(/channel/i);
});

test("nothing is pinned or unpinned in an archived channel", () => {
  const { acme } = pinnable();
  const channel_id = acme.channel("old", "public", [ann]);
  const message_id = acme.given(ann, "message.create", inChannel(channel_id));
  acme.given(ann, "pin.add", { channel_id, message_id });
  acme.archived(channel_id);
  acme.when(ann, "pin.remove", { channel_id, message_id }).thenRefused("archived");
  acme.when(ann, "pin.add", { channel_id, message_id }).thenRefused("archived");
});

// I8
test("a message that is deleted loses its pin with its text, and is not pinned again", () => {
  const { acme, channel_id, message_id: root } = pinnable();
  const reply = acme.given(ann, "thread.reply", replyTo(root));
  for (const message_id of [root, reply]) acme.given(ben, "pin.add", { channel_id, message_id });
  acme
    .when(ann, "message.delete", { message_id: reply })
    .thenHappens("message.deleted", "pin.removed", "thread.state_updated");
  acme.when(ann, "message.delete", { message_id: root }).thenHappens("message.deleted", "pin.removed");
  expect(acme.server.store.size("pin")).toBe(0);
  acme.when(ann, "pin.add", { channel_id, message_id: root }).thenRefused("not_found");
  acme.when(ann, "pin.remove", { channel_id, message_id: root }).thenRefused("not_found");
});

test("the pin that a build without pins has left of a deleted message is removed like any other", () => {
  const { acme, channel_id, message_id } = pinnable();
  acme.given(ann, "pin.add", { channel_id, message_id });
  acme.server.forgetsEvents = "pin.removed";
  acme.given(ann, "message.delete", { message_id });
  acme.server.forgetsEvents = null;
  acme.when(ann, "pin.add", { channel_id, message_id }).thenRefused("not_found");
  acme.when(stranger, "pin.remove", { channel_id, message_id }).thenRefused("not_found");
  acme.when(ben, "pin.remove", { channel_id, message_id }).thenHappens("pin.removed");
  acme.when(ben, "pin.remove", { channel_id, message_id }).thenRefused("not_found");
});

test("only the owner imports pins, as far as there are live messages and room, and none twice", () => {
  const { acme, channel_id, message_id } = pinnable();
  const at = { pinned_by: ben, pinned_at: "2020-05-01T08:00:00.000Z" };
  const pin = { channel_id, message_id, ...at };
  acme.when(moderator, "pin.import", { pins: [pin] }).thenRefused("forbidden");
  const gone = acme.given(ann, "message.create", inChannel(channel_id));
  acme.given(ann, "message.delete", { message_id: gone });
  const secret = acme.channel("secret", "private");
  const left = [
    { ...pin, message_id: gone },
    { ...pin, message_id: "msg_none" },
    { ...pin, channel_id: secret },
  ];
  const [event] = acme.when(owner, "pin.import", { pins: [pin, pin, ...left] }).thenHappens("pin.added");
  expect(event).toMatchObject({ imported: true, actor_id: ben, created_at: at.pinned_at });
  acme.when(owner, "pin.import", { pins: [pin] }).thenHappens();
  const more = Array.from({ length: limits.pinsPerChannelMax }, () => ({
    ...pin,
    message_id: acme.given(ann, "message.create", inChannel(channel_id)),
  }));
  acme.when(owner, "pin.import", { pins: more }).thenHappens(...more.slice(1).map(() => "pin.added" as const));
});

function pinnable() {
  const acme = new Acme();
  const channel_id = acme.general;
  return { acme, channel_id, message_id: acme.given(ann, "message.create", inChannel(channel_id)) };
}
