import { expect, test } from "vitest";
import { manageableBot } from "../../src/domain/bots";
import { Acme, ann, ben, bot, guest, moderator, owner, person, refusalOf, stranger } from "./support/acme";

const made = ["member.joined", "channel.member_added", "bot.created"] as const;

function newBot(bot_id: string, service = false) {
  return { bot_id, person: person(bot_id.slice(4)), service };
}

test("a member makes bots of their own; a guest, a bot and somebody from outside make none", () => {
  const acme = new Acme();
  acme.when(guest, "bot.create", newBot("usr_b1")).thenRefused("forbidden");
  acme.when(bot, "bot.create", newBot("usr_b1")).thenRefused("forbidden");
  acme.when(stranger, "bot.create", newBot("usr_b1")).thenRefused("not_found");
  acme.when(ann, "bot.create", newBot("usr_b1")).thenHappens(...made);
});

test("only the owner and moderators make service bots", () => {
  const acme = new Acme();
  acme.when(ann, "bot.create", newBot("usr_b1", true)).thenRefused("forbidden");
  acme.when(moderator, "bot.create", newBot("usr_b1", true)).thenHappens(...made);
});

test("a bot is for its owner and for managers to handle", () => {
  const acme = new Acme();
  acme.given(ann, "bot.create", newBot("usr_b1"));
  acme.given(ann, "bot.create", newBot("usr_b2"));
  acme.when(ben, "bot.delete", { bot_id: "usr_b1" }).thenRefused("forbidden");
  acme.when("usr_b1", "bot.delete", { bot_id: "usr_b1" }).thenRefused("forbidden");
  acme.when(ann, "bot.delete", { bot_id: bot }).thenRefused("forbidden");
  refusalOf(() => manageableBot(acme.server.store, { user_id: ben }, "usr_b1"), "forbidden");
  expect(manageableBot(acme.server.store, { user_id: ann }, "usr_b1")).toMatchObject({ user_id: "usr_b1" });
  acme
    .when(ann, "bot.delete", { bot_id: "usr_b1" })
    .thenHappens("bot.deleted", "channel.member_removed", "member.removed");
  acme
    .when(moderator, "bot.delete", { bot_id: "usr_b2" })
    .thenHappens("bot.deleted", "channel.member_removed", "member.removed");
});

test("a bot whom a guest does not know does not exist for them", () => {
  const acme = new Acme();
  acme.when(guest, "bot.delete", { bot_id: bot }).thenRefused("forbidden");
  acme.given(owner, "channel.remove_member", { channel_id: acme.general, user_id: bot });
  acme.when(guest, "bot.delete", { bot_id: bot }).thenRefused("not_found");
});

test("a person is not deleted like a bot", () => {
  const acme = new Acme();
  acme.when(owner, "bot.delete", { bot_id: ann }).thenRefused("forbidden");
  acme.when(owner, "bot.delete", { bot_id: owner }).thenRefused("forbidden");
  acme.when(owner, "bot.delete", { bot_id: stranger }).thenRefused("not_found");
  acme
    .when(owner, "bot.delete", { bot_id: bot })
    .thenHappens("bot.deleted", "channel.member_removed", "member.removed");
});
