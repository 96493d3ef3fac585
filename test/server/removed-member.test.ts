import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { migrate } from "../../src/server/db/migrations/migrate";
import { migrationNames } from "../../src/server/db/migrations/migrations";
import { verifyLogs } from "../../src/server/log/verify";
import { createTestDatabase } from "../support/database";
import { openServer, type Person, type Served, serve } from "../support/served";
import { openSocket } from "../support/streams";

let served: Served;
beforeAll(async () => {
  served = await serve(await createTestDatabase());
});
afterAll(() => served.close());

test("a moderator who was removed is let in by nothing that they ever had, and by an invite that is made afterwards", async () => {
  const mona = await served.person("mona", "moderator");
  const { workspaceId } = served.world;
  const asOwner = (method: string, path: string, body?: object) => call(method, path, served.owner.token, body);
  const asMona = (method: string, path: string, body?: object) => call(method, path, mona.token, body);
  const at = `/api/workspaces/${workspaceId}`;
  const codes = [
    await codeOf(asOwner("POST", `${at}/invites`, { expires_at: null, max_uses: null })),
    await codeOf(asMona("POST", `${at}/invites`, { expires_at: null, max_uses: null })),
    await codeOf(
      asMona("POST", `${at}/invites`, { role: "guest", channel_ids: [served.world.generalId], max_uses: 100 }),
    ),
  ];
  const bots = [
    await asMona("POST", `${at}/bots`, { display_name: "Hers", scopes: ["bot:write"] }),
    await asMona("POST", `${at}/bots`, { display_name: "Everybody's", service: true, scopes: ["bot:write"] }),
  ];
  const ownersBot = await asOwner("POST", `${at}/bots`, { display_name: "The owner's", scopes: ["bot:write"] });
  const ofOwnersBot = await asMona("POST", `${at}/bots/${ownersBot.body.bot.id}/tokens`, { scopes: ["bot:write"] });
  const botTokens = [...bots, ofOwnersBot].map(({ body }) => body.bot_token.token);
  for (const token of botTokens) expect((await call("GET", "/api/boot", token)).status).toBe(200);
  const { ticket } = (await asMona("POST", "/api/realtime/ticket")).body;

  expect((await asOwner("DELETE", `${at}/members/${mona.userId}`)).status).toBe(200);

  for (const code of codes) {
    expect(await asMona("GET", `/api/invites/${code}`)).toMatchObject({ status: 410, body: { code: "invite_gone" } });
    expect(await asMona("POST", `/api/invites/${code}/accept`)).toMatchObject({
      status: 410,
      body: { code: "invite_gone" },
    });
  }
  for (const path of [at, `${at}/members`, `${at}/invites`, `/api/channels/${served.world.generalId}/messages`])
    expect([path, (await asMona("GET", path)).status]).toEqual([path, 404]);
  for (const token of botTokens) expect((await call("GET", "/api/boot", token)).status).toBe(401);
  const socket = openSocket(served.url, {
    query: { workspace_id: workspaceId },
    protocols: [`parley.ticket.${ticket}`],
  });
  expect(await socket.ended).toMatch(/^(1008|HTTP 4..)$/);
  expect(socket.items.filter(({ events, type }) => events !== undefined || type !== undefined)).toEqual([]);

  const somebody = await createStranger("newcomer");
  expect((await call("POST", `/api/invites/${codes[0]}/accept`, somebody.token)).status).toBe(200);
  const { invites } = (await asOwner("GET", `${at}/invites`)).body;
  const hers = invites.filter(({ created_by }: { created_by: string }) => created_by === mona.userId);
  expect(hers).toHaveLength(2);
  for (const { revoked_at } of hers) expect(revoked_at).not.toBeNull();

  const newer = await codeOf(asOwner("POST", `${at}/invites`, { max_uses: 1 }));
  expect((await asMona("POST", `/api/invites/${newer}/accept`)).status).toBe(200);
  expect((await asMona("GET", at)).body.workspace.role).toBe("member");
  expect((await verifyLogs(served.database.pool)).differences).toEqual([]);
});

describe("a log from before removals were noted", () => {
  test("keeps out who was removed in it, after the database is brought to this version", async () => {
    const before = await serve(await createTestDatabase());
    const [ben, lea] = [await before.person("ben"), await before.person("lea")];
    const { workspaceId } = before.world;
    const at = `/api/workspaces/${workspaceId}`;
    const code = await codeOf(
      call("POST", `${at}/invites`, before.owner.token, { expires_at: null, max_uses: null }, before.url),
    );
    await before.as(before.owner, { type: "member.remove", input: { user_id: ben.userId } });
    await before.as(lea, { type: "member.remove", input: { user_id: lea.userId } });
    await goBack(before);
    expect(await migrate(before.database.url)).toEqual([await ownMigration()]);
    expect((await verifyLogs(before.database.pool)).differences).toEqual([]);
    const after = await openServer(before.database);
    const accept = ({ token }: Person) => call("POST", `/api/invites/${code}/accept`, token, undefined, after.url);
    expect((await accept(ben)).status).toBe(410);
    expect((await accept(lea)).status).toBe(200);
    await after.close();
    await before.close();
  });

  test("is noted in by the version before when that runs beside this one", async () => {
    const { database, world, owner } = served;
    const kim = await served.person("kim");
    const { pool } = database;
    const head = Number(
      (await pool.query("select head from workspace_heads where workspace_id = $1", [world.workspaceId])).rows[0].head,
    );
    const left_at = new Date().toISOString();
    const invite = { ...inviteOf(world.workspaceId, owner.userId, left_at), id: "inv_before" };
    await pool.query(
      `with told as (
         insert into events (workspace_id, cursor, id, type, v, actor_id, imported, created_at, payload) values
           ($1, $2 + 1, 'evt_before1', 'invite.created', 1, $3, false, $5, $6),
           ($1, $2 + 2, 'evt_before2', 'member.removed', 1, $3, false, $5, $7)),
       invited as (
         insert into invites (id, workspace_id, role, channel_ids, created_by, created_at, max_uses, uses, cursor)
         values ('inv_before', $1, 'member', '[]', $3, $5, null, 0, $2 + 1)),
       removed as (update members set left_at = $5, cursor = $2 + 2 where workspace_id = $1 and user_id = $4),
       parted as (delete from channel_members where workspace_id = $1 and user_id = $4)
       update workspace_heads set head = $2 + 2 where workspace_id = $1`,
      [
        world.workspaceId,
        head,
        owner.userId,
        kim.userId,
        left_at,
        JSON.stringify({ invite_id: invite.id, invite }),
        JSON.stringify({ user_id: kim.userId, left_at }),
      ],
    );
    expect((await verifyLogs(pool)).differences).toEqual([]);
    const { code } = await served.app.auth.inviteCodes.create({
      invite_id: invite.id,
      workspace_id: world.workspaceId,
    });
    expect((await call("POST", `/api/invites/${code}/accept`, kim.token)).status).toBe(410);
  });
});

function inviteOf(workspace_id: string, created_by: string, created_at: string) {
  const terms = { role: "member", channel_ids: [], expires_at: null, max_uses: null };
  return { workspace_id, ...terms, created_by, created_at, uses: 0, revoked_at: null };
}

/** Takes away what the migration brought, as if it had not run yet. */
async function goBack({ database: { pool } }: Served): Promise<void> {
  await pool.query(`
    drop function note_invite_created cascade;
    drop function note_member_removed cascade;
    alter table members drop column removed_cursor;
    alter table invites drop column created_cursor;
    alter table magic_links drop column invite_id;
    drop index workspaces_created_by_idx;
    drop index direct_conversations_member_ids_idx`);
  await pool.query("delete from _prisma_migrations where migration_name = $1", [await ownMigration()]);
}

async function ownMigration(): Promise<string> {
  return (await migrationNames()).find((name) => name.endsWith("_joining")) ?? "";
}

async function createStranger(name: string): Promise<Person> {
  const { token } = await served.app.auth.links.issue(`${name}@example.org`, name);
  const done = await served.app.auth.links.consume(token, { userAgent: null });
  return { userId: done.user.id, token: done.token, sessionId: done.session.id };
}

async function codeOf(made: ReturnType<typeof call>): Promise<string> {
  return (await made).body.invite.code;
}

async function call(method: string, path: string, token: string, body?: object, url = served.url) {
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body && { "content-type": "application/json" }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: await answer.json() };
}
