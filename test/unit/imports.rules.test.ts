import { test } from "vitest";
import type { ImportItem } from "../../src/domain/imports";
import { Acme, ann, inChannel, moderator, owner, person } from "./support/acme";

const time = "2020-01-01T00:00:00.000Z";

const ada: ImportItem = {
  item: "member",
  member: {
    ...person("ada"),
    user_id: "usr_ada",
    kind: "human",
    role: "member",
    owner_id: null,
    joined_at: time,
    left_at: null,
  },
};

function messageBy(author_id: string, channel_id: string, nonce: string | null = null): ImportItem {
  return {
    item: "message",
    also_send_to_channel: false,
    message: {
      id: `msg_by_${author_id}`,
      channel_id,
      direct_conversation_id: null,
      author_id,
      kind: "message",
      body: "hi",
      parent_message_id: null,
      mentions: [],
      mentions_everyone: false,
      nonce,
      turn_id: null,
      author_model: null,
      author_thinking: null,
      author_runtime: null,
      created_at: time,
      edited_at: null,
      deleted_at: null,
    },
  };
}

test("only the owner imports", () => {
  const acme = new Acme();
  for (const userId of [moderator, ann]) acme.when(userId, "import.append", { items: [ada] }).thenRefused("forbidden");
  acme.when(owner, "import.append", { items: [ada] }).thenHappens("member.joined");
});

test("an imported message is by somebody who is a member, or who comes before it in the export", () => {
  const acme = new Acme();
  const hers = messageBy("usr_ada", acme.general);
  acme.when(owner, "import.append", { items: [hers, ada] }).thenRefused("not_found");
  acme.when(owner, "import.append", { items: [messageBy(ann, acme.general)] }).thenHappens("message.created");
  acme.when(owner, "import.append", { items: [ada, hers] }).thenHappens("member.joined", "message.created");
});

test("no request is a repeat of an imported message", () => {
  const acme = new Acme();
  acme.given(owner, "import.append", { items: [messageBy(ann, acme.general, "n1")] });
  acme.when(ann, "message.create", inChannel(acme.general, { nonce: "n1" })).thenRefused("nonce_conflict");
  acme.when(ann, "message.create", inChannel(acme.general, { nonce: "n2" })).thenHappens("message.created");
});
