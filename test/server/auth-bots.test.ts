import { afterAll, describe, expect, test } from "vitest";
import { DomainError } from "../../src/domain/core/errors";
import { limits } from "../../src/domain/core/limits";
import { bundles } from "../../src/domain/core/scopes";
import { createWorld, joinAs } from "../support/app";
import { bearer, openSignIn } from "../support/auth";
import { createTestDatabase } from "../support/database";

const database = await createTestDatabase();
const world = openSignIn(database);
const { auth, execute, pass } = world;
const workspace = await createWorld(database, execute);
const place = { actor: { user_id: workspace.ownerId }, workspace_id: workspace.workspaceId };
const maya = {
  actor: { user_id: await joinAs(workspace, database, { handle: "maya" }) },
  workspace_id: workspace.workspaceId,
};

afterAll(async () => {
  await world.close();
  await database.close();
});

describe("a bot token", () => {
  test("calls as its bot, in its workspace, with the scopes its bundles stand for", async () => {
    const { member, events } = await auth.bots.create(place, { display_name: "Echo Bot" });
    expect(events.map(({ type }) => type)).toEqual(["member.joined", "channel.member_added", "bot.created"]);
    const shown = await auth.bots.createToken(place, member.user_id, {
      scopes: ["bot:write", "agent_activity:write"],
      name: "CI",
    });
    expect(shown.token).toMatch(/^ccb_[\w-]{43}$/);
    expect(shown.last_four).toBe(shown.token.slice(-4));
    const caller = await auth.resolve(bearer(shown.token));
    expect(caller).toMatchObject({
      user_id: member.user_id,
      kind: "bot",
      via: "bot_token",
      workspace_id: place.workspace_id,
    });
    expect(caller?.scopes).toEqual(new Set([...bundles["bot:write"], "agent_activity:write"]));
  });

  // I12
  test("is shown once and stored as a digest", async () => {
    const { member } = await auth.bots.create(place, { display_name: "Quiet" });
    const { token } = await auth.bots.createToken(place, member.user_id, { scopes: ["bot:read"] });
    const listed = (await auth.bots.listTokens(place, member.user_id)).bot_tokens;
    expect(listed).toHaveLength(1);
    expect(JSON.stringify(listed)).not.toContain(token);
    const { rows } = await database.pool.query<{ row: string }>("select t::text as row from bot_tokens t");
    expect(rows.map(({ row }) => row).join()).not.toContain(token);
  });

  test("ends the moment it is revoked or expires", async () => {
    const { member } = await auth.bots.create(place, { display_name: "Brief" });
    const revoked = await auth.bots.createToken(place, member.user_id, { scopes: ["bot:read"] });
    const expires_at = new Date(world.context.clock().getTime() + 60_000).toISOString();
    const brief = await auth.bots.createToken(place, member.user_id, { scopes: ["bot:read"], expires_at });
    expect(await auth.resolve(bearer(revoked.token))).not.toBeNull();
    const told: string[] = [];
    const stop = auth.onRevoked(({ credential_id }) => told.push(credential_id));
    expect((await auth.bots.revokeToken(place.actor, revoked.id)).revoked_at).not.toBeNull();
    await auth.bots.revokeToken(place.actor, revoked.id);
    stop();
    expect(told).toEqual([revoked.id]);
    await expect(auth.resolve(bearer(revoked.token))).rejects.toMatchObject({ code: "unauthenticated" });
    expect(await auth.resolve(bearer(brief.token))).not.toBeNull();
    pass(61);
    await expect(auth.resolve(bearer(brief.token))).rejects.toMatchObject({ code: "unauthenticated" });
  });

  test("ends with the membership of its bot", async () => {
    const { member } = await auth.bots.create(place, { display_name: "Gone" });
    const shown = await auth.bots.createToken(place, member.user_id, { scopes: ["bot:read"] });
    expect(await auth.resolve(bearer(shown.token))).not.toBeNull();
    const told = new Promise<string>((resolve) => auth.onRevoked(({ credential_id }) => resolve(credential_id)));
    await workspace.as(workspace.ownerId, { type: "bot.delete", input: { bot_id: member.user_id } });
    await expect(auth.resolve(bearer(shown.token))).rejects.toMatchObject({ code: "unauthenticated" });
    expect(await told).toBe(shown.id);
    const row = await database.prisma.botToken.findUniqueOrThrow({ where: { id: shown.id } });
    expect(row.revoked_at).not.toBeNull();
  });

  test("ends when the person who owns the bot leaves", async () => {
    const noor = { ...maya, actor: { user_id: await joinAs(workspace, database, { handle: "noor" }) } };
    const { member } = await auth.bots.create(noor, { display_name: "Noor's bot" });
    const shown = await auth.bots.createToken(noor, member.user_id, { scopes: ["bot:read"] });
    expect(await auth.resolve(bearer(shown.token))).not.toBeNull();
    const told = new Promise<string>((resolve) => auth.onRevoked(({ credential_id }) => resolve(credential_id)));
    await workspace.as(noor.actor.user_id, { type: "member.remove", input: { user_id: noor.actor.user_id } });
    await expect(auth.resolve(bearer(shown.token))).rejects.toMatchObject({ code: "unauthenticated" });
    expect(await told).toBe(shown.id);
  });

  test("rests while the person who owns the bot is a guest", async () => {
    const gwen = { ...maya, actor: { user_id: await joinAs(workspace, database, { handle: "gwen" }) } };
    const { member } = await auth.bots.create(gwen, { display_name: "Gwen's bot" });
    const shown = await auth.bots.createToken(gwen, member.user_id, { scopes: ["bot:read"] });
    const become = (role: "guest" | "member") =>
      workspace.as(workspace.ownerId, {
        type: "member.change_role",
        input: { user_id: gwen.actor.user_id, role },
      });
    expect(await auth.resolve(bearer(shown.token))).not.toBeNull();
    await become("guest");
    await expect(auth.resolve(bearer(shown.token))).rejects.toMatchObject({ code: "unauthenticated" });
    await become("member");
    expect(await auth.resolve(bearer(shown.token))).not.toBeNull();
  });

  test("ends for good when the person who made it may no longer handle the bot, and ends nobody else's", async () => {
    const mona = await joinAs(workspace, database, { handle: "mona", role: "moderator" });
    const { member } = await auth.bots.create(place, { display_name: "Everybody's", service: true });
    const make = (userId: string) =>
      auth.bots.createToken({ ...place, actor: { user_id: userId } }, member.user_id, { scopes: ["bot:read"] });
    const [monas, owners] = [await make(mona), await make(workspace.ownerId)];
    const ended = (id: string) =>
      expect
        .poll(async () => (await database.prisma.botToken.findUniqueOrThrow({ where: { id } })).revoked_at)
        .not.toBeNull();
    const become = (role: "member" | "moderator") =>
      workspace.as(workspace.ownerId, { type: "member.change_role", input: { user_id: mona, role } });
    await become("member");
    await expect(auth.resolve(bearer(monas.token))).rejects.toMatchObject({ code: "unauthenticated" });
    await ended(monas.id);
    await become("moderator");
    await expect(auth.resolve(bearer(monas.token)), "in another term of office").rejects.toMatchObject({
      code: "unauthenticated",
    });
    const newer = await make(mona);
    expect(await auth.resolve(bearer(newer.token))).not.toBeNull();
    const told = new Promise<string>((resolve) => auth.onRevoked(({ credential_id }) => resolve(credential_id)));
    await workspace.as(workspace.ownerId, { type: "member.remove", input: { user_id: mona } });
    await expect(auth.resolve(bearer(newer.token))).rejects.toMatchObject({ code: "unauthenticated" });
    expect(await told).toBe(newer.id);
    await ended(newer.id);
    expect(await auth.resolve(bearer(owners.token))).not.toBeNull();
  });

  test("is the business of the bot's owner and the managers, and to others outside does not exist", async () => {
    const { member } = await auth.bots.create(place, { display_name: "Service", service: true });
    const shown = await auth.bots.createToken(place, member.user_id, { scopes: ["bot:read"] });
    const stranger = (await createWorld(database, execute)).ownerId;
    await expect(auth.bots.createToken(maya, member.user_id, { scopes: ["bot:read"] })).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(auth.bots.revokeToken(maya.actor, shown.id)).rejects.toMatchObject({ code: "forbidden" });
    await expect(auth.bots.revokeToken({ user_id: stranger }, shown.id)).rejects.toMatchObject({ code: "not_found" });
    await expect(auth.bots.revokeToken(place.actor, "btok_none")).rejects.toMatchObject({ code: "not_found" });
    await expect(auth.bots.listTokens(place, maya.actor.user_id)).rejects.toMatchObject({ code: "forbidden" });
  });
});

test("a refused bot leaves no account behind", async () => {
  const guest = await joinAs(workspace, database, { handle: "gustav", role: "guest" });
  const before = await database.prisma.user.count();
  await expect(
    auth.bots.create({ ...place, actor: { user_id: guest } }, { display_name: "Nope" }),
  ).rejects.toMatchObject({ code: "forbidden" });
  await expect(auth.bots.create(place, { display_name: "Maya", handle: "maya" })).rejects.toMatchObject({
    code: "handle_taken",
  });
  expect(await database.prisma.user.count()).toBe(before);
});

test("a bot of which nobody knows whether it was made keeps its account", async () => {
  const making = {
    id: world.context.newId("user"),
    execute: () => Promise.reject(new DomainError("not_ready", "out of reach")),
  };
  await expect(auth.bots.create(place, { display_name: "Perhaps" }, making)).rejects.toMatchObject({
    code: "not_ready",
  });
  expect(await database.prisma.user.count({ where: { id: making.id } })).toBe(1);
  const { member } = await auth.bots.create(place, { display_name: "Perhaps" }, { ...making, execute });
  expect(member.user_id).toBe(making.id);
});

describe("a profile", () => {
  test("is carried into every workspace of its person", async () => {
    const other = await createWorld(database, execute);
    const made = await other.as(other.ownerId, {
      type: "invite.create",
      input: { role: "member", channel_ids: [], expires_at: null, max_uses: null },
    });
    const event = made.events[0];
    if (event?.type !== "invite.created") throw new Error("no invite was made");
    const person = { display_name: "maya", handle: "maya", avatar_url: null };
    await other.as(maya.actor.user_id, {
      type: "invite.accept",
      input: { invite_id: event.payload.invite_id, person },
    });
    const account = await auth.profiles.update(maya.actor.user_id, {
      display_name: "Maya Lin",
      handle: "maya-lin",
      status: "Away",
    });
    expect(account).toMatchObject({ display_name: "Maya Lin", handle: "maya-lin", status: "Away" });
    const members = await database.prisma.member.findMany({ where: { user_id: maya.actor.user_id } });
    expect(members.map(({ handle, display_name }) => [handle, display_name])).toEqual([
      ["maya-lin", "Maya Lin"],
      ["maya-lin", "Maya Lin"],
    ]);
  });

  test("cannot take somebody's handle", async () => {
    await expect(auth.profiles.update(maya.actor.user_id, { handle: "gustav" })).rejects.toMatchObject({
      code: "handle_taken",
    });
  });

  test("merges preferences, forgets those set to null, and refuses more than it can keep", async () => {
    const id = maya.actor.user_id;
    await auth.profiles.update(id, { preferences: { theme: "dark", density: { rows: null } } });
    expect((await auth.profiles.update(id, { preferences: { theme: null, sounds: false } })).preferences).toEqual({
      density: { rows: null },
      sounds: false,
    });
    await auth.profiles.update(id, { preferences: { large: "x".repeat(limits.preferencesLengthMax - 1000) } });
    await expect(auth.profiles.update(id, { preferences: { more: "x".repeat(2000) } })).rejects.toMatchObject({
      code: "invalid_input",
    });
    expect((await auth.profiles.get(id)).preferences).not.toHaveProperty("more");
  });

  test("of nobody is not found", async () => {
    await expect(auth.profiles.get("usr_none")).rejects.toMatchObject({ code: "not_found" });
    await expect(auth.profiles.update("usr_none", { status: "x" })).rejects.toMatchObject({ code: "not_found" });
  });
});

test("an invite is found by its code, of which only the digest is kept", async () => {
  const invite = { invite_id: "inv_1", workspace_id: place.workspace_id };
  const { code } = await auth.inviteCodes.create(invite);
  expect(await auth.inviteCodes.find(code)).toEqual(invite);
  expect(await auth.inviteCodes.find(`${code}x`)).toBeUndefined();
  const rows = await database.prisma.inviteCode.findMany();
  expect(JSON.stringify(rows)).not.toContain(code);
});
