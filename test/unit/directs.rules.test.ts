import { test } from "vitest";
import { limits } from "../../src/domain/core/limits";
import { Acme, ann, ben, guest, owner, person, stranger } from "./support/acme";

test("a guest opens no direct conversation, but is in one that a member opens", () => {
  const acme = new Acme();
  acme.when(guest, "direct.create", { member_ids: [ann] }).thenRefused("forbidden");
  acme.when(stranger, "direct.create", { member_ids: [ann] }).thenRefused("not_found");
  acme.when(ann, "direct.create", { member_ids: [guest] }).thenHappens("direct.created");
});

test("a direct conversation has at least two members", () => {
  const acme = new Acme();
  acme.when(ann, "direct.create", { member_ids: [] }).thenRefused("invalid_input", "member_ids");
  acme.when(ann, "direct.create", { member_ids: [ann, ann] }).thenRefused("invalid_input", "member_ids");
  acme.when(ann, "direct.create", { member_ids: [ben] }).thenHappens("direct.created");
});

test(`a direct conversation has at most ${limits.directMembersMax} members`, () => {
  const acme = new Acme();
  const others = Array.from({ length: limits.directMembersMax }, (_, index) => `usr_b${index}`);
  for (const bot_id of others)
    acme.given(owner, "bot.create", { bot_id, person: person(bot_id.slice(4)), service: true });
  acme.when(ann, "direct.create", { member_ids: others }).thenRefused("invalid_input", "member_ids");
  acme.when(ann, "direct.create", { member_ids: others.slice(1) }).thenHappens("direct.created");
});

test("everybody in a new direct conversation is a member of the workspace", () => {
  const acme = new Acme();
  acme.when(ann, "direct.create", { member_ids: [ben, stranger] }).thenRefused("not_found");
  acme.when(ann, "direct.create", { member_ids: [ben] }).thenHappens("direct.created");
});
