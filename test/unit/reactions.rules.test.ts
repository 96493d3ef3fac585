import { test } from "vitest";
import { limits } from "../../src/domain/core/limits";
import { Acme, ann, ben, guest, inChannel } from "./support/acme";

test(`a message takes at most ${limits.reactionEmojiPerMessageMax} different emoji, each from everybody`, () => {
  const acme = new Acme();
  const message_id = acme.given(ann, "message.create", inChannel(acme.general));
  const react = (userId: string, number: number) =>
    acme.when(userId, "reaction.add", { message_id, emoji: String.fromCodePoint(0x1f400 + number) });
  for (let number = 1; number <= limits.reactionEmojiPerMessageMax; number += 1)
    react(ann, number).thenHappens("reaction.added");
  react(ann, 0).thenRefused("invalid_input", "emoji");
  react(ben, 0).thenRefused("invalid_input", "emoji");
  react(ben, 1).thenHappens("reaction.added");
  acme.given(ann, "reaction.remove", { message_id, emoji: String.fromCodePoint(0x1f402) });
  react(guest, 0).thenHappens("reaction.added");
});

test("nobody reacts, or takes a reaction back, in an archived channel", () => {
  const acme = new Acme();
  const channel_id = acme.channel("old", "public", [ann]);
  const message_id = acme.given(ann, "message.create", inChannel(channel_id));
  const reaction = { message_id, emoji: "👍" };
  acme.when(ann, "reaction.add", reaction).thenHappens("reaction.added");
  acme.archived(channel_id);
  acme.when(ann, "reaction.remove", reaction).thenRefused("archived");
  acme.when(ann, "reaction.add", { message_id, emoji: "🎉" }).thenRefused("archived");
});
