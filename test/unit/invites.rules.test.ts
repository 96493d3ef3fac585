import { describe, expect, test } from "vitest";
import { limits } from "../../src/domain/core/limits";
import { inviteCreated } from "../../src/domain/members/invite-state";
import { Acme, ann, ben, guest, moderator, owner, person, stranger } from "./support/acme";

const newcomer = "usr_newcomer";
const minuteMs = 60_000;
const yearMs = limits.inviteDaysMax * 24 * 60 * minuteMs;

describe("an invite is made", () => {
  test("by the owner and moderators, for roles below their own", () => {
    const acme = new Acme();
    const invite = (userId: string, role: "moderator" | "member") =>
      acme.when(userId, "invite.create", { role, channel_ids: [], max_uses: null });
    invite(ann, "member").thenRefused("forbidden");
    invite(guest, "member").thenRefused("forbidden");
    invite(stranger, "member").thenRefused("not_found");
    invite(moderator, "moderator").thenRefused("forbidden");
    invite(moderator, "member").thenHappens("invite.created");
    invite(owner, "moderator").thenHappens("invite.created");
  });

  test("for channels that its maker sees and that are not archived", () => {
    const acme = new Acme();
    const old = acme.channel("old");
    const secret = acme.channel("secret", "private");
    acme.archived(old);
    const invite = (userId: string, role: "member" | "guest", channel_ids: string[]) =>
      acme.when(userId, "invite.create", { role, channel_ids, max_uses: null });
    invite(owner, "guest", [old]).thenRefused("invalid_input", "channel_ids");
    invite(owner, "member", [acme.general, old]).thenRefused("invalid_input", "channel_ids");
    invite(moderator, "member", [secret]).thenRefused("not_found");
    invite(owner, "member", [acme.general, secret]).thenHappens("invite.created");
  });

  test("for guests with at least one channel and an end; for members without either", () => {
    const acme = new Acme();
    const forGuests = { role: "guest" as const, channel_ids: [acme.general], max_uses: null };
    const { general } = acme;
    acme.when(owner, "invite.create", { ...forGuests, channel_ids: [] }).thenRefused("invalid_input", "channel_ids");
    acme.when(owner, "invite.create", { ...forGuests, expires_at: null }).thenRefused("invalid_input", "expires_at");
    acme.when(owner, "invite.create", { ...forGuests, channel_ids: [general] }).thenHappens("invite.created");
    acme
      .when(owner, "invite.create", { role: "member", channel_ids: [], expires_at: null, max_uses: null })
      .thenHappens("invite.created");
  });

  test("for a time that is to come, and no longer than a year", () => {
    const acme = new Acme();
    const until = (ms: number) => {
      const now = Date.parse(acme.server.inMinutes(1));
      const expires_at = new Date(now + ms).toISOString();
      return acme.when(owner, "invite.create", { role: "member", channel_ids: [], expires_at, max_uses: null });
    };
    until(-minuteMs).thenRefused("invalid_input", "expires_at");
    until(0).thenRefused("invalid_input", "expires_at");
    until(1).thenHappens("invite.created");
    until(yearMs).thenHappens("invite.created");
    until(yearMs + 1).thenRefused("invalid_input", "expires_at");
  });
});

test("an invite is revoked by the owner and moderators, whoever made it", () => {
  const acme = new Acme();
  const invite_id = newInvite(acme);
  acme.when(ann, "invite.revoke", { invite_id }).thenRefused("forbidden");
  acme.when(moderator, "invite.revoke", { invite_id: "inv_none" }).thenRefused("not_found");
  acme.when(moderator, "invite.revoke", { invite_id }).thenHappens("invite.revoked");
  acme.when(moderator, "invite.revoke", { invite_id }).thenHappens();
});

describe("an invite lets nobody in", () => {
  test("when there is no such invite", () => {
    const acme = new Acme();
    accepting(acme, "inv_none").thenRefused("not_found");
    letsIn(acme, newInvite(acme));
  });

  test("once it is revoked", () => {
    const acme = new Acme();
    const invite_id = newInvite(acme);
    letsIn(acme, invite_id);
    acme.given(owner, "invite.revoke", { invite_id });
    accepting(acme, invite_id, "usr_second").thenRefused("invite_gone");
  });

  test("once it is spent", () => {
    const acme = new Acme();
    const invite_id = newInvite(acme, { max_uses: 2 });
    letsIn(acme, invite_id);
    letsIn(acme, invite_id, "usr_second");
    accepting(acme, invite_id, "usr_third").thenRefused("invite_gone");
    accepting(acme, invite_id, "usr_second").thenHappens();
  });

  test("from the moment at which it ends, if it ends at all", () => {
    const acme = new Acme();
    letsIn(acme, newInvite(acme, { expires_at: null }), "usr_first");
    const invite_id = newInvite(acme, { expires_at: acme.server.inMinutes(3) });
    letsIn(acme, invite_id);
    accepting(acme, invite_id, "usr_second").thenRefused("invite_gone");
  });

  test("once its maker may not invite to its role", () => {
    const acme = new Acme();
    // Their invites end with the event of their new role; a log from before may hold none of that.
    acme.server.forgetsEvents = "invite.revoked";
    const invite_id = newInvite(acme, {}, moderator);
    const forGuests = { role: "guest" as const, channel_ids: [acme.general], max_uses: null };
    const guests = acme.given(moderator, "invite.create", forGuests);
    letsIn(acme, invite_id);
    letsIn(acme, guests, "usr_visitor");
    acme.given(owner, "member.change_role", { user_id: moderator, role: "member" });
    accepting(acme, invite_id, "usr_second").thenRefused("invite_gone");
    accepting(acme, guests, "usr_second").thenRefused("invite_gone");
    acme.given(owner, "member.change_role", { user_id: moderator, role: "moderator" });
    letsIn(acme, invite_id, "usr_second");
    acme.given(moderator, "member.remove", { user_id: moderator });
    accepting(acme, invite_id, "usr_third").thenRefused("invite_gone");
  });

  test("when nobody knows who made it", () => {
    const acme = new Acme();
    const invite_id = newInvite(acme, {}, moderator);
    letsIn(acme, invite_id);
    acme.server.store.apply([{ op: "remove", kind: "member", key: moderator }]);
    accepting(acme, invite_id, "usr_second").thenRefused("invite_gone");
  });

  test("whom somebody removed after it was made", () => {
    const acme = new Acme();
    const invite_id = newInvite(acme);
    acme.given(owner, "member.remove", { user_id: ben });
    accepting(acme, invite_id, ben).thenRefused("invite_gone");
    letsIn(acme, newInvite(acme), ben);
  });
});

test(`an invite is made by somebody who has fewer than ${limits.livingInvitesMax} that still work`, () => {
  const acme = new Acme();
  const terms = { role: "member" as const, channel_ids: [], max_uses: null };
  const [made] = acme.when(moderator, "invite.create", terms).thenHappens("invite.created");
  if (made?.type !== "invite.created") throw new Error("no invite");
  const { invite_id, invite } = made.payload;
  // As many as it takes, without deciding about each.
  const others = Array.from({ length: limits.livingInvitesMax - 1 }, (_, index) => `inv_${index}`);
  acme.server.append(
    moderator,
    others.map((id) => inviteCreated.create({ invite_id: id, invite: { ...invite, id } })),
  );
  acme.when(moderator, "invite.create", terms).thenRefused("limit_reached");
  acme.when(owner, "invite.create", terms).thenHappens("invite.created");
  acme.given(moderator, "invite.revoke", { invite_id });
  acme.when(moderator, "invite.create", { ...terms, ids: ["inv_1", "inv_2"] }).thenRefused("limit_reached");
  acme.when(moderator, "invite.create", terms).thenHappens("invite.created");
});

test("several invites are made alike, each for itself", () => {
  const terms = { role: "member" as const, channel_ids: [], max_uses: 1, ids: ["inv_1", "inv_2", "inv_3"] };
  const made = new Acme()
    .when(owner, "invite.create", terms)
    .thenHappens("invite.created", "invite.created", "invite.created");
  const invites = made.flatMap((event) => (event.type === "invite.created" ? [event.payload.invite] : []));
  expect(invites.map(({ id }) => id)).toEqual(terms.ids);
  expect(invites.map(({ max_uses, uses }) => [max_uses, uses])).toEqual([
    [1, 0],
    [1, 0],
    [1, 0],
  ]);
});

type Terms = { readonly max_uses?: number; readonly expires_at?: string | null };

function newInvite(acme: Acme, terms: Terms = {}, by = owner): string {
  return acme.given(by, "invite.create", { role: "member", channel_ids: [], max_uses: null, ...terms });
}

function accepting(acme: Acme, invite_id: string, userId = newcomer) {
  return acme.when(userId, "invite.accept", { invite_id, person: person(userId.slice(4)) });
}

function letsIn(acme: Acme, invite_id: string, userId = newcomer): void {
  const [joined] = accepting(acme, invite_id, userId).thenHappens(
    "member.joined",
    "channel.member_added",
    "invite.accepted",
  );
  expect(joined).toMatchObject({ payload: { user_id: userId } });
}
