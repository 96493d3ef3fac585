import { beforeEach, describe, expect, test } from "vitest";
import { limits } from "../../src/domain/core/limits";
import { type CreateInvite, createInviteInput } from "../../src/domain/members/invites.schema";
import { MemoryServer } from "./support/memory-server";

const owner = "usr_owner";
const moderator = "usr_moderator";
const ann = "usr_ann";
const ben = "usr_ben";
const dayMs = 86_400_000;

let server: MemoryServer;
let general: string;

beforeEach(() => {
  server = new MemoryServer();
  server.run(owner, {
    type: "workspace.create",
    input: { name: "Acme", slug: "acme", source: null, owner: person("owner") },
  });
  general = [...server.store.all("channel")][0]?.id ?? "";
  accept(moderator, invite(owner, { role: "moderator" }));
  accept(ann, invite(owner));
});

describe("a member who was removed", () => {
  beforeEach(() => accept(ben, invite(owner, { max_uses: null, expires_at: null })));

  test.each([
    ["of the owner", () => invite(owner, { max_uses: null, expires_at: null })],
    ["of a moderator", () => invite(moderator)],
    ["for guests", () => invite(owner, { role: "guest", channel_ids: [general] })],
    ["by which they came", () => [...server.store.all("invite")].at(-1)?.id ?? ""],
  ])("does not come back by an invite %s that was made before, by which others still come", (_, make) => {
    const older = make();
    remove(owner, ben);
    refused(() => accept(ben, older), "invite_gone");
    expect(accept("usr_cat", older)[0]).toMatchObject({ type: "member.joined" });
  });

  test("comes back by an invite that was made afterwards, and not by the older ones when they have left again", () => {
    const older = invite(owner);
    remove(owner, ben);
    const newer = invite(owner);
    accept(ben, newer);
    expect(memberOf(ben)?.left_at).toBeNull();
    remove(ben, ben);
    refused(() => accept(ben, older), "invite_gone");
    accept(ben, newer);
    remove(owner, ben);
    refused(() => accept(ben, newer), "invite_gone");
  });

  test("is judged by the order of the log, not by its times", () => {
    const older = invite(owner);
    // The clocks of two processes need not agree.
    server.turnBack(60);
    remove(owner, ben);
    refused(() => accept(ben, older), "invite_gone");
    server.turnBack(60);
    accept(ben, invite(owner));
    expect(memberOf(ben)?.left_at).toBeNull();
  });

  test("keeps nothing of their former role when they come back", () => {
    server.run(owner, { type: "member.change_role", input: { user_id: ben, role: "moderator" } });
    remove(owner, ben);
    accept(ben, invite(owner));
    expect(memberOf(ben)?.role).toBe("member");
  });
});

test("somebody who left comes back by any invite that still works", () => {
  const older = invite(owner);
  remove(ann, ann);
  accept(ann, older);
  expect(memberOf(ann)?.left_at).toBeNull();
});

describe("the invites of somebody who may no longer invite", () => {
  const ends: [string, () => unknown][] = [
    ["is removed", () => remove(owner, moderator)],
    ["leaves", () => remove(moderator, moderator)],
    ["becomes a member", () => become("member")],
    ["becomes a guest", () => become("guest")],
  ];

  test.each(ends)("end with the event that says so when their maker %s, and those of others do not", (_, end) => {
    const made = [invite(moderator), invite(moderator, { role: "guest", channel_ids: [general] })];
    const others = invite(owner);
    const head = server.log.length;
    end();
    const revoked = server.log.slice(head).filter(({ type }) => type === "invite.revoked");
    expect(revoked.map(({ payload }) => "invite_id" in payload && payload.invite_id)).toEqual(made);
    for (const id of made) refused(() => accept(ben, id), "invite_gone");
    accept(ben, others);
  });

  test.each(ends)("stay ended when their maker %s and may invite again", (_, end) => {
    const made = invite(moderator);
    end();
    if (memberOf(moderator)?.left_at === null) become("moderator");
    else accept(moderator, invite(owner, { role: "moderator" }));
    refused(() => accept(ben, made), "invite_gone");
    accept(ben, invite(moderator));
  });

  test("let nobody in when the log did not end them with the right of their maker", () => {
    const made = invite(moderator);
    server.forgetsEvents = "invite.revoked";
    become("member");
    refused(() => accept(ben, made), "invite_gone");
    server.forgetsEvents = null;
    become("moderator");
    refused(() => accept(ben, made), "invite_gone");
  });

  test("are not revoked a second time when they were spent, expired or revoked before", () => {
    accept(ben, invite(moderator, { max_uses: 1 }));
    server.run(moderator, { type: "invite.revoke", input: { invite_id: invite(moderator) } });
    invite(moderator, { expires_at: server.inMinutes(3) });
    server.turnBack(-5);
    const head = server.log.length;
    remove(owner, moderator);
    expect(server.log.slice(head).map(({ type }) => type)).toEqual(["member.removed"]);
  });
});

test("a new invite ends after a week and is for a few people, unless somebody says otherwise", () => {
  const made = server.store.get("invite", invite(owner, {}));
  expect(made).toMatchObject({ max_uses: limits.inviteUsesDefault });
  expect(Date.parse(made?.expires_at ?? "") - Date.parse(made?.created_at ?? "")).toBe(
    limits.inviteDaysDefault * dayMs,
  );
  const lasting = server.store.get("invite", invite(owner, { expires_at: null, max_uses: null }));
  expect(lasting).toMatchObject({ expires_at: null, max_uses: null });
});

test("a newcomer joins no channel that the maker of the invite can no longer read", () => {
  const [made] = server.run(owner, { type: "channel.create", input: { name: "secret", kind: "private" } });
  const channel_id = made?.channel_id ?? "";
  server.run(owner, { type: "channel.add_member", input: { channel_id, user_id: moderator } });
  const id = invite(moderator, { channel_ids: [channel_id] });
  server.run(owner, { type: "channel.remove_member", input: { channel_id, user_id: moderator } });
  accept(ben, id);
  expect(server.store.find("channel_member", "user", ben).map((row) => row.channel_id)).toEqual([general]);
});

function invite(by: string, input: Partial<CreateInvite> = {}): string {
  const [made] = server.run(by, { type: "invite.create", input: createInviteInput.parse(input) });
  if (made?.type !== "invite.created") throw new Error("no invite was made");
  return made.payload.invite_id;
}

function accept(userId: string, invite_id: string) {
  return server.run(userId, { type: "invite.accept", input: { invite_id, person: person(userId.slice(4)) } });
}

function remove(by: string, user_id: string) {
  return server.run(by, { type: "member.remove", input: { user_id } });
}

function become(role: "moderator" | "member" | "guest") {
  return server.run(owner, { type: "member.change_role", input: { user_id: moderator, role } });
}

function memberOf(userId: string) {
  return server.store.get("member", userId);
}

function refused(act: () => unknown, code: string): void {
  expect(act).toThrow(expect.objectContaining({ code }));
}

function person(handle: string) {
  return { display_name: handle, handle, avatar_url: null };
}
