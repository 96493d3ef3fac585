import { expect, test } from "vitest";
import { givenRoles, mayActOn, type Role, roles, rolesToGive } from "../../src/domain/core/roles";
import { Acme, ann, ben, bot, guest, moderator, owner, stranger } from "./support/acme";

test("only the owner and moderators change roles, and nobody else learns whether there is such a person", () => {
  const acme = new Acme();
  for (const user_id of [ben, stranger]) {
    acme.when(ann, "member.change_role", { user_id, role: "guest" }).thenRefused("forbidden");
    acme.when(guest, "member.change_role", { user_id, role: "guest" }).thenRefused("forbidden");
  }
  acme.when(moderator, "member.change_role", { user_id: stranger, role: "guest" }).thenRefused("not_found");
  acme.when(moderator, "member.change_role", { user_id: ben, role: "guest" }).thenHappens("member.role_changed");
});

test("nobody changes the role of somebody who is not below them", () => {
  const acme = new Acme();
  acme.joins("usr_mo", "moderator");
  for (const user_id of [owner, moderator, "usr_mo"])
    acme.when(moderator, "member.change_role", { user_id, role: "member" }).thenRefused("forbidden");
  acme.when(owner, "member.change_role", { user_id: "usr_mo", role: "member" }).thenHappens("member.role_changed");
});

test("nobody gives a role that is not below their own", () => {
  const acme = new Acme();
  acme.when(moderator, "member.change_role", { user_id: ann, role: "moderator" }).thenRefused("forbidden");
  acme.when(moderator, "member.change_role", { user_id: guest, role: "member" }).thenHappens("member.role_changed");
  acme.when(owner, "member.change_role", { user_id: ann, role: "moderator" }).thenHappens("member.role_changed");
});

test("a bot keeps its role", () => {
  const acme = new Acme();
  acme.when(owner, "member.change_role", { user_id: bot, role: "member" }).thenRefused("forbidden");
  acme.when(owner, "member.change_role", { user_id: ann, role: "member" }).thenHappens();
});

test("the roles that a screen offers are those that the rules let its reader give", () => {
  const people = [owner, moderator, "usr_mo", ann, bot, guest];
  for (const selfId of people)
    for (const user_id of people) {
      const given = givenRoles.filter((role) => {
        const acme = new Acme();
        acme.joins("usr_mo", "moderator");
        const before = acme.server.store.get("member", user_id)?.role;
        acme.when(selfId, "member.change_role", { user_id, role });
        return before !== role && acme.server.store.get("member", user_id)?.role === role;
      });
      const acme = new Acme();
      acme.joins("usr_mo", "moderator");
      const [self, target] = [selfId, user_id].map((id) => acme.server.store.get("member", id));
      if (!self || !target) throw new Error("somebody is missing");
      expect(rolesToGive(self, target)).toEqual(given);
    }
});

test("only the owner hands the workspace over", () => {
  const acme = new Acme();
  for (const userId of [moderator, ann])
    acme.when(userId, "member.hand_over", { user_id: userId }).thenRefused("forbidden");
  acme.when(owner, "member.hand_over", { user_id: owner }).thenHappens();
  acme.when(owner, "member.hand_over", { user_id: ann }).thenHappens("member.role_changed", "member.role_changed");
  acme.when(owner, "member.hand_over", { user_id: ben }).thenRefused("forbidden");
  expect(["owner", "moderator"]).toEqual([ann, owner].map((id) => acme.server.store.get("member", id)?.role));
});

test("a bot does not become the owner; a guest may", () => {
  const acme = new Acme();
  acme.when(owner, "member.hand_over", { user_id: bot }).thenRefused("forbidden");
  acme.when(owner, "member.hand_over", { user_id: guest }).thenHappens("member.role_changed", "member.role_changed");
});

test("only the owner and moderators remove others, and nobody else learns whether there is such a person", () => {
  const acme = new Acme();
  for (const user_id of [ben, stranger]) acme.when(ann, "member.remove", { user_id }).thenRefused("forbidden");
  acme.when(moderator, "member.remove", { user_id: stranger }).thenRefused("not_found");
  acme.when(moderator, "member.remove", { user_id: ben }).thenHappens("channel.member_removed", "member.removed");
  acme.when(ann, "member.remove", { user_id: ann }).thenHappens("channel.member_removed", "member.removed");
});

test("the owner does not leave before they have handed the workspace over", () => {
  const acme = new Acme();
  acme.when(owner, "member.remove", { user_id: owner }).thenRefused("forbidden");
  acme.when(moderator, "member.remove", { user_id: owner }).thenRefused("forbidden");
  acme.given(owner, "member.hand_over", { user_id: ann });
  acme.when(owner, "member.remove", { user_id: owner }).thenHappens("channel.member_removed", "member.removed");
});

test("nobody removes somebody who is not below them", () => {
  const acme = new Acme();
  acme.joins("usr_mo", "moderator");
  acme.when(moderator, "member.remove", { user_id: "usr_mo" }).thenRefused("forbidden");
  acme.when(owner, "member.remove", { user_id: "usr_mo" }).thenHappens("channel.member_removed", "member.removed");
  acme.when(moderator, "member.remove", { user_id: moderator }).thenHappens("channel.member_removed", "member.removed");
});

test("only the owner and moderators act on others, and on nobody who is not below them", () => {
  const acting = (role: Role) => roles.filter((target) => mayActOn({ role }, { role: target }));
  expect(acting("owner")).toEqual(["moderator", "member", "bot", "guest"]);
  expect(acting("moderator")).toEqual(["member", "bot", "guest"]);
  for (const role of ["member", "bot", "guest"] as const) expect(acting(role)).toEqual([]);
});
