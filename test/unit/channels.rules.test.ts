import { describe, test } from "vitest";
import { Acme, ann, ben, bot, guest, moderator, owner, person, stranger } from "./support/acme";

test("guests create no channels; members do", () => {
  const acme = new Acme();
  acme.when(guest, "channel.create", { name: "plans", kind: "private" }).thenRefused("forbidden");
  acme
    .when(ann, "channel.create", { name: "plans", kind: "private" })
    .thenHappens("channel.created", "channel.member_added");
});

test("a channel has a name of its own, when it is created as when it is renamed", () => {
  const acme = new Acme();
  const channel_id = acme.channel("plans");
  acme.archived(acme.channel("old"));
  for (const name of ["general", "old"]) {
    acme.when(owner, "channel.create", { name, kind: "private" }).thenRefused("name_taken");
    acme.when(owner, "channel.update", { channel_id, name }).thenRefused("name_taken");
  }
  acme.when(owner, "channel.update", { channel_id, name: "plans", topic: "new" }).thenHappens("channel.updated");
  acme.when(owner, "channel.update", { channel_id, name: "ideas" }).thenHappens("channel.updated");
  acme
    .when(owner, "channel.create", { name: "plans", kind: "public" })
    .thenHappens("channel.created", "channel.member_added");
});

test("a channel is renamed, archived and put in order by its creator, the owner and moderators", () => {
  const acme = new Acme();
  const channel_id = acme.given(ann, "channel.create", { name: "plans", kind: "public" });
  acme.given(ben, "channel.join", { channel_id });
  const changes = [
    { name: "ideas" },
    { archived: true },
    { display_title: "Ideas" },
    { sidebar_section: "Work" },
    { external_managed: true },
    { external_ref: "1" },
    { external_url: "https://example.org" },
  ];
  for (const change of changes) acme.when(ben, "channel.update", { channel_id, ...change }).thenRefused("forbidden");
  for (const [index, userId] of [ann, moderator, owner].entries())
    acme.when(userId, "channel.update", { channel_id, name: `ideas-${index}` }).thenHappens("channel.updated");
});

test("a guest manages no channel, not even one that they made as a member", () => {
  const acme = new Acme();
  const channel_id = acme.given(ann, "channel.create", { name: "plans", kind: "public" });
  acme.when(ann, "channel.update", { channel_id, name: "ideas" }).thenHappens("channel.updated");
  acme.given(owner, "member.change_role", { user_id: ann, role: "guest" });
  acme.when(ann, "channel.update", { channel_id, name: "plans" }).thenRefused("forbidden");
});

test("topic and purpose are for members of the channel to set, and for those who manage it", () => {
  const acme = new Acme();
  const channel_id = acme.channel("plans");
  for (const change of [{ topic: "new" }, { purpose: "new" }]) {
    acme.when(ann, "channel.update", { channel_id, ...change }).thenRefused("forbidden");
    acme.when(moderator, "channel.update", { channel_id, ...change }).thenHappens("channel.updated");
  }
  acme.given(ann, "channel.join", { channel_id });
  acme.when(ann, "channel.update", { channel_id, topic: "newer" }).thenHappens("channel.updated");
  acme.when(guest, "channel.update", { channel_id: acme.general, topic: "newer" }).thenHappens("channel.updated");
});

test("a channel keeps the kind it was made with", () => {
  const acme = new Acme();
  const secret = acme.channel("secret", "private");
  acme
    .when(owner, "channel.update", { channel_id: acme.general, kind: "private" })
    .thenRefused("invalid_input", "kind");
  acme.when(owner, "channel.update", { channel_id: secret, kind: "public" }).thenRefused("invalid_input", "kind");
  acme.when(owner, "channel.update", { channel_id: secret, kind: "private" }).thenHappens();
  acme.when(owner, "channel.update", { channel_id: secret, topic: "new" }).thenHappens("channel.updated");
});

test("nobody joins an archived channel or is added to it; people still leave it", () => {
  const acme = new Acme();
  const channel_id = acme.channel("plans", "public", [ann]);
  acme.archived(channel_id);
  acme.when(ben, "channel.join", { channel_id }).thenRefused("archived");
  acme.when(owner, "channel.add_member", { channel_id, user_id: ben }).thenRefused("archived");
  acme.when(ann, "channel.remove_member", { channel_id, user_id: ann }).thenHappens("channel.member_removed");
  acme.given(owner, "channel.update", { channel_id, archived: false });
  acme.when(owner, "channel.add_member", { channel_id, user_id: ben }).thenHappens("channel.member_added");
  acme.when(ann, "channel.join", { channel_id }).thenHappens("channel.member_added");
});

test("members of a channel add people to it; guests and those who are not in it do not", () => {
  const acme = new Acme();
  acme.joins("usr_cat");
  const channel_id = acme.channel("plans", "public", [ann, guest]);
  acme.when(guest, "channel.add_member", { channel_id, user_id: ben }).thenRefused("forbidden");
  acme.when(ben, "channel.add_member", { channel_id, user_id: "usr_cat" }).thenRefused("forbidden");
  acme.when(moderator, "channel.add_member", { channel_id, user_id: ben }).thenRefused("forbidden");
  acme.when(ann, "channel.add_member", { channel_id, user_id: stranger }).thenRefused("not_found");
  acme.when(ann, "channel.add_member", { channel_id, user_id: ben }).thenHappens("channel.member_added");
  acme.when(ann, "channel.add_member", { channel_id, user_id: ben }).thenHappens();
});

test("others are taken out of a channel by its creator, the owner and moderators; everybody leaves by themselves", () => {
  const acme = new Acme();
  const channel_id = acme.given(ann, "channel.create", { name: "plans", kind: "public" });
  const remove = (userId: string, user_id: string) =>
    acme.when(userId, "channel.remove_member", { channel_id, user_id });
  for (const user_id of [ben, guest, bot]) acme.given(ann, "channel.add_member", { channel_id, user_id });
  remove(ben, guest).thenRefused("forbidden");
  remove(guest, ben).thenRefused("forbidden");
  remove(ann, guest).thenHappens("channel.member_removed");
  remove(moderator, bot).thenHappens("channel.member_removed");
  remove(ben, ben).thenHappens("channel.member_removed");
  remove(ben, ben).thenHappens();
});

describe("a bot in channels", () => {
  test("may manage no more than the member who owns it", () => {
    const acme = new Acme();
    const { general } = acme;
    acme.given(ann, "bot.create", { bot_id: "usr_own", person: person("own"), service: false });
    acme.when("usr_own", "channel.update", { channel_id: general, name: "renamed" }).thenRefused("forbidden");
    acme.when("usr_own", "channel.remove_member", { channel_id: general, user_id: owner }).thenRefused("forbidden");
    const channel_id = acme.given(ann, "channel.create", { name: "anns", kind: "public" });
    acme.when("usr_own", "channel.update", { channel_id, name: "renamed" }).thenHappens("channel.updated");
  });

  test("manages every channel that it sees when it belongs to nobody or to a manager", () => {
    const acme = new Acme();
    for (const [index, service] of [true, false].entries()) {
      const bot_id = `usr_bot${index}`;
      acme.given(owner, "bot.create", { bot_id, person: person(`bot${index}`), service });
      const name = `renamed-${index}`;
      acme.when(bot_id, "channel.update", { channel_id: acme.general, name }).thenHappens("channel.updated");
    }
  });

  test("manages nothing once the member who owns it has left", () => {
    const acme = new Acme();
    acme.given(moderator, "bot.create", { bot_id: "usr_own", person: person("own"), service: false });
    const rename = (name: string) => acme.when("usr_own", "channel.update", { channel_id: acme.general, name });
    rename("one").thenHappens("channel.updated");
    acme.given(moderator, "member.remove", { user_id: moderator });
    rename("two").thenRefused("forbidden");
  });
});
