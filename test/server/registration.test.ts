import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Command } from "../../src/domain";
import { makeLoginLink } from "../../src/server/auth/operator-links";
import { newId } from "../../src/server/context/context";
import { firstSetUp, openSignIn, type SignInWorld } from "../support/auth";
import { createTestDatabase } from "../support/database";
import { createJar, serveNextAuth } from "../support/next-auth";

const database = await createTestDatabase();
const worlds: SignInWorld[] = [];
const invited = open({ PARLEY_REGISTRATION: "invited", PARLEY_REGISTRATION_DOMAINS: "staff.example" });
const closed = open({ PARLEY_REGISTRATION: "closed" });
const anyone = open({ PARLEY_REGISTRATION: "open" });
let workspaceId: string;
let ownerId: string;

beforeAll(async () => {
  const done = await invited.auth.setUp(firstSetUp, { userAgent: null });
  workspaceId = done.workspace.id;
  ownerId = done.user.id;
});

afterAll(async () => {
  await Promise.all(worlds.map((world) => world.close()));
  await database.close();
});

describe("a sign-in link", () => {
  test("is sent to an unknown address only for an invite that still works, or for its domain", async () => {
    const { code } = await invite();
    expect(await isSent(invited, "stranger@example.org")).toBe(false);
    expect(await isSent(invited, "stranger@example.org", "inv_of_nobody")).toBe(false);
    expect(await isSent(invited, "stranger@example.org", code)).toBe(true);
    expect(await isSent(invited, "new@staff.example")).toBe(true);
    expect(await isSent(invited, "new@sub.staff.example")).toBe(false);
    expect(await isSent(invited, "new@notstaff.example")).toBe(false);
    expect(await isSent(anyone, "stranger@example.org")).toBe(true);
  });

  test("is sent to nobody new where registration is closed, whatever they bring", async () => {
    const { code } = await invite();
    expect(await isSent(closed, "stranger@example.org", code)).toBe(false);
    expect(await isSent(closed, "new@staff.example", code)).toBe(false);
  });

  test("is sent to everybody who has an account, also to who was imported and has never signed in", async () => {
    await database.prisma.user.create({
      data: { id: newId("user"), email: "old@example.org", display_name: "Old", handle: "old", source: "slack:U1" },
    });
    for (const world of [invited, closed, anyone]) {
      expect(await isSent(world, firstSetUp.email)).toBe(true);
      expect(await isSent(world, "old@example.org")).toBe(true);
      expect((await comeIn(world, "old@example.org")).user.display_name).toBe("Old");
    }
  });

  test.each([
    ["revoked", async (id: string) => act(ownerId, { type: "invite.revoke", input: { invite_id: id } })],
    ["used up", async (id: string) => accept(await newAccount(), id)],
    ["past its end", async () => invited.pass(8 * 86_400)],
  ])("makes no account when the invite that it was asked for with is %s before it is used", async (what, end) => {
    const email = `late-${what.replaceAll(" ", "-")}@example.org`;
    const { id, code } = await invite({ max_uses: 1 });
    const used = await invited.auth.links.issue(email, "", code);
    const looked = await invited.auth.links.issue(email, "", code);
    await end(id);
    await expect(invited.auth.links.inspect(looked.token)).rejects.toMatchObject({ code: "link_gone" });
    await expect(invited.auth.links.consume(used.token, { userAgent: null })).rejects.toMatchObject({
      code: "link_gone",
    });
    expect(await isKnown(email)).toBe(false);
  });

  test("makes no account when the maker of its invite may no longer invite", async () => {
    const mona = await newAccount();
    await accept(mona, (await invite({ role: "moderator" })).id);
    const { code } = await invite({ by: mona });
    const { token } = await invited.auth.links.issue("monas@example.org", "", code);
    await act(ownerId, { type: "member.remove", input: { user_id: mona } });
    await expect(invited.auth.links.consume(token, { userAgent: null })).rejects.toMatchObject({ code: "link_gone" });
    expect(await isSent(invited, "monas@example.org", code)).toBe(false);
    expect(await isKnown("monas@example.org")).toBe(false);
  });

  test("makes no account where registration was closed in between", async () => {
    const { code } = await invite();
    const { token } = await invited.auth.links.issue("between@example.org", "", code);
    await expect(closed.auth.links.consume(token, { userAgent: null })).rejects.toMatchObject({ code: "link_gone" });
    expect((await invited.auth.links.consume(token, { userAgent: null })).user.email).toBe("between@example.org");
  });
});

test("the answer is the same, whether or not a link is sent", async () => {
  const known = await invited.auth.links.issue(firstSetUp.email, "");
  const unknown = await invited.auth.links.issue("unknown@example.org", "");
  const shape = ({ link, token }: typeof known) => [Object.keys(link), token.length, typeof link.expires_at];
  expect(shape(unknown)).toEqual(shape(known));
  await expect(invited.auth.links.consume(unknown.token, { userAgent: null })).rejects.toMatchObject({
    code: "link_gone",
  });
});

describe("next-auth", () => {
  test("keeps the same rule when a link is asked for and when it is used, and answers alike", async () => {
    const served = await serveNextAuth(invited.auth);
    const { id, code } = await invite();
    const ask = async (email: string, fields: Record<string, string> = {}) => {
      const jar = createJar(served.url);
      const before = invited.auth.mailbox.list()[0]?.id;
      const answer = await jar.send("/api/auth/signin/email", {
        form: { csrfToken: await jar.csrf(), email, ...fields },
      });
      const newest = invited.auth.mailbox.list()[0];
      const token = newest?.id === before ? null : new URL(newest?.url ?? "").hash.replace("#t=", "");
      return { answer: [answer.status, answer.headers.get("location"), await answer.text()], token, jar };
    };
    const [known, refused] = [await ask(firstSetUp.email), await ask("nobody@example.org")];
    expect(refused.answer).toEqual(known.answer);
    expect([known.token === null, refused.token]).toEqual([false, null]);

    const welcome = await ask("welcome@example.org", { invite_code: code });
    await welcome.jar.send("/api/auth/callback/email", { form: { token: welcome.token ?? "" } });
    expect(welcome.jar.cookies.has("cc_session")).toBe(true);

    const late = await ask("late@example.org", { invite_code: code });
    await act(ownerId, { type: "invite.revoke", input: { invite_id: id } });
    await late.jar.send("/api/auth/callback/email", { form: { token: late.token ?? "" } });
    expect(late.jar.cookies.has("cc_session")).toBe(false);
    expect(await isKnown("late@example.org")).toBe(false);
    await served.close();
  });
});

function open(settings: Record<string, string>): SignInWorld {
  const world = openSignIn(database, settings);
  worlds.push(world);
  return world;
}

/** Whether the console shows a link of which somebody asks. */
describe("a link that an operator prints", () => {
  test("lets somebody new in who has just asked for one with an invite that works, by the name that they gave", async () => {
    const { code } = await invite();
    await invited.auth.links.issue("printed@example.org", "Pia", code);
    await invited.auth.links.issue("printed@example.org", "");
    const { token } = await print(invited, "Printed@example.org");
    const { user } = await invited.auth.links.consume(token, { userAgent: null });
    expect(user).toMatchObject({ email: "printed@example.org", display_name: "Pia" });
  });

  test("is made for nobody new who may have no account, and lets nobody in whose invite has ended since", async () => {
    const { id, code } = await invite();
    for (const world of [invited, closed]) await world.auth.links.issue("waits@example.org", "", code);
    await invited.auth.links.issue("uninvited@example.org", "");
    const { token } = await print(invited, "waits@example.org");
    await expect(print(closed, "waits@example.org")).rejects.toThrow(/PARLEY_REGISTRATION is closed/);
    await expect(print(invited, "uninvited@example.org")).rejects.toThrow(/open their invite link/);
    await act(ownerId, { type: "invite.revoke", input: { invite_id: id } });
    await expect(print(invited, "waits@example.org")).rejects.toThrow(/open their invite link/);
    await expect(invited.auth.links.consume(token, { userAgent: null })).rejects.toMatchObject({ code: "link_gone" });
    expect(await isKnown("waits@example.org")).toBe(false);
  });

  test("needs no invite where the domain or everybody is welcome", async () => {
    for (const [world, email] of [
      [invited, "printed@staff.example"],
      [anyone, "printed@elsewhere.example"],
    ] as const) {
      const { token } = await print(world, email);
      expect((await world.auth.links.consume(token, { userAgent: null })).user.email).toBe(email);
    }
  });
});

async function print(world: SignInWorld, email: string): Promise<{ token: string }> {
  const { url } = await makeLoginLink(world.context, email);
  return { token: url.slice(url.indexOf("#t=") + 3) };
}

async function isSent(world: SignInWorld, email: string, code?: string): Promise<boolean> {
  const before = world.printed.length;
  await world.auth.links.issue(email, "", code);
  return world.printed.length > before;
}

async function comeIn(world: SignInWorld, email: string) {
  const { token } = await world.auth.links.issue(email, "");
  return world.auth.links.consume(token, { userAgent: null });
}

async function isKnown(email: string): Promise<boolean> {
  return (await database.prisma.user.count({ where: { email } })) > 0;
}

type Wanted = { readonly by?: string; readonly role?: "moderator" | "member"; readonly max_uses?: number };

async function invite({ by = ownerId, role = "member", max_uses = 25 }: Wanted = {}) {
  const { events } = await act(by, { type: "invite.create", input: { role, channel_ids: [], max_uses } });
  const [made] = events;
  if (made?.type !== "invite.created") throw new Error("no invite was made");
  const id = made.payload.invite_id;
  const { code } = await invited.auth.inviteCodes.create({ invite_id: id, workspace_id: workspaceId });
  return { id, code };
}

function act(userId: string, command: Command) {
  return invited.execute(workspaceId, command, { actor: { user_id: userId } });
}

function accept(userId: string, invite_id: string) {
  const person = { display_name: userId, handle: userId.slice(-8), avatar_url: null };
  return act(userId, { type: "invite.accept", input: { invite_id, person } });
}

let accounts = 0;

async function newAccount(): Promise<string> {
  accounts += 1;
  return (await comeIn(anyone, `account-${accounts}@example.org`)).user.id;
}
