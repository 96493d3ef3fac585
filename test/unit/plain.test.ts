import { describe, expect, test } from "vitest";
import type { Envelope } from "../../src/domain/core/events";
import { peopleIn, plainHeartbeat, plainPerson, toPlain } from "../../src/domain/plain";

const at = "2026-11-22T10:15:30.123Z";

function envelope(type: string, payload: unknown, place: Partial<Envelope> = {}): Envelope {
  return {
    id: "evt_1",
    cursor: 7,
    type,
    v: 1,
    workspace_id: "wsp_1",
    channel_id: null,
    direct_conversation_id: null,
    seq: null,
    actor_id: "usr_1",
    created_at: at,
    imported: false,
    audience_user_ids: null,
    request_digest: null,
    ...place,
    payload,
  };
}

const content = {
  message_id: "msg_1",
  root_message_id: "msg_0",
  author_id: "usr_1",
  mentioned_user_ids: [],
  message: { body: "beep" },
};

describe("the plain form", () => {
  const inChannel = { channel_id: "chn_1" };
  const sent = {
    type: "message",
    event: "sent",
    at,
    conversation: "chn_1",
    sender: "usr_1",
    id: "msg_1",
    body: "beep",
  };
  const rows: [string, Envelope, object][] = [
    [
      "a channel is a conversation",
      envelope("channel.created", { channel_id: "chn_1", channel: { id: "chn_1", name: "general" } }, inChannel),
      { type: "conversation", event: "created", at, id: "chn_1", name: "general" },
    ],
    ["a message was sent", envelope("message.created", content, inChannel), sent],
    ["a reply names its thread", envelope("thread.reply_created", content, inChannel), { ...sent, thread: "msg_0" }],
    ["a message was edited", envelope("message.updated", content, inChannel), { ...sent, event: "edited" }],
    [
      "a message was deleted",
      envelope("message.deleted", { message_id: "msg_1", body: "gone" }, inChannel),
      { type: "message", event: "deleted", at, id: "msg_1" },
    ],
    [
      "a newcomer is a user",
      envelope("member.joined", { user_id: "usr_2", member: { user_id: "usr_2", display_name: "Bo" } }),
      { type: "user", event: "created", at, id: "usr_2", name: "Bo" },
    ],
    [
      "everything else keeps its ids",
      envelope("reaction.added", { message_id: "msg_1", user_id: "usr_1", emoji: "👍", count: 2 }, inChannel),
      {
        type: "reaction",
        event: "added",
        at,
        conversation: "chn_1",
        message_id: "msg_1",
        user_id: "usr_1",
        emoji: "👍",
        count: 2,
      },
    ],
    [
      "so does a type of a later version",
      envelope("pin.added", { message_id: "msg_1", what: { deep: true } }, inChannel),
      { type: "pin", event: "added", at, conversation: "chn_1", message_id: "msg_1" },
    ],
  ];

  test.each(rows)("%s", (_name, event, plain) => {
    expect(toPlain(event)).toEqual(plain);
  });

  test("a direct conversation is a conversation named by its people", () => {
    const conversation = { id: "dm_1", member_ids: ["usr_1", "usr_2"] };
    const event = envelope(
      "direct.created",
      { direct_conversation_id: "dm_1", conversation },
      { direct_conversation_id: "dm_1" },
    );
    const plain = toPlain(event, (id) => (id === "usr_1" ? "Ana" : undefined));
    expect(plain).toEqual({
      type: "conversation",
      event: "created",
      at,
      id: "dm_1",
      name: "Ana, usr_2",
      members: ["usr_1", "usr_2"],
    });
    expect(peopleIn(event)).toEqual(["usr_1", "usr_2"]);
  });

  test("names the people to introduce, but not somebody who introduces themselves", () => {
    expect(peopleIn(envelope("message.created", { ...content, author_id: "usr_9" }))).toEqual(["usr_9"]);
    expect(peopleIn(envelope("member.joined", { user_id: "usr_2", member: {} }))).toEqual([]);
    expect(plainPerson({ id: "usr_2", name: "Bo", at })).toEqual({
      type: "user",
      event: "created",
      at,
      id: "usr_2",
      name: "Bo",
    });
    expect(plainHeartbeat).toEqual({ type: "heartbeat" });
  });
});
