import { expect, test } from "vitest";
import { manageableBot } from "../../src/domain/members/bots";
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

test("a member handles the bot that they own wherever it is", () => {
  const acme = new Acme();
  acme.given(ann, "bot.create", newBot("usr_b1"));
  acme.given(ann, "channel.remove_member", { channel_id: acme.general, user_id: ann });
  acme
    .when(ann, "bot.delete", { bot_id: "usr_b1" })
    .thenHappens("bot.deleted", "channel.member_removed", "member.removed");
});

test("a bot handles no bot, not even one that an import gave to it", () => {
  const acme = new Acme();
  const member = { ...person("b1"), user_id: "usr_b1", kind: "bot" as const, role: "bot" as const, owner_id: bot };
  const times = { joined_at: acme.server.inMinutes(0), left_at: null };
  acme.given(owner, "import.append", { items: [{ item: "member", member: { ...member, ...times } }] });
  acme.when(bot, "bot.delete", { bot_id: "usr_b1" }).thenRefused("forbidden");
  acme.when(owner, "bot.delete", { bot_id: "usr_b1" }).thenHappens("bot.deleted", "member.removed");
});

test("a bot exists for a guest who shares a channel or a direct conversation with it, and for no other", () => {
  const acme = new Acme();
  const leave = (user_id: string) => acme.given(owner, "channel.remove_member", { channel_id: acme.general, user_id });
  acme.when(guest, "bot.delete", { bot_id: bot }).thenRefused("forbidden");
  leave(bot);
  acme.when(guest, "bot.delete", { bot_id: bot }).thenRefused("not_found");
  leave(guest);
  acme.when(guest, "bot.delete", { bot_id: ben }).thenRefused("not_found");
  acme.when(guest, "bot.delete", { bot_id: guest }).thenRefused("forbidden");
  acme.given(ann, "direct.create", { member_ids: [guest, bot] });
  acme.when(guest, "bot.delete", { bot_id: bot }).thenRefused("forbidden");
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
