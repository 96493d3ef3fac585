import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { limits } from "../../src/domain/core/limits";
import { newId } from "../../src/server/context/context";
import { createHotStates } from "../../src/server/log/hot-states";
import { createUser, createWorld, draft, message, type World } from "../support/app";
import { createTestDatabase } from "../support/database";
import { openServer, openSession, type Person, type Served, serve, serveBeside } from "../support/served";

let served: Served;
let other: World;
/** In both workspaces: a member of the first, a guest of the other. */
let pat: Person;

beforeAll(async () => {
  served = await serve(await createTestDatabase());
  other = await createWorld(served.database, served.app.execute);
  pat = await served.person("pat");
  await joinInto(other, pat.userId, "guest");
  const [secret] = (await other.as(other.ownerId, { type: "channel.create", input: { name: "old", kind: "private" } }))
    .events;
  const archived = secret?.channel_id ?? "";
  await other.as(other.ownerId, { type: "channel.add_member", input: { channel_id: archived, user_id: pat.userId } });
  await other.as(other.ownerId, message(archived, "nobody counts this"));
  await other.as(other.ownerId, { type: "channel.update", input: { channel_id: archived, archived: true } });
  for (const body of ["one", "two @pat", "three @channel"])
    await other.as(other.ownerId, message(other.generalId, body));
  const [direct] = (await other.as(other.ownerId, { type: "direct.create", input: { member_ids: [pat.userId] } }))
    .events;
  const direct_conversation_id = direct?.direct_conversation_id ?? "";
  await other.as(other.ownerId, {
    type: "message.create",
    input: { ...draft("for you alone"), channel_id: null, direct_conversation_id },
  });
  await call("POST", `/api/channels/${other.generalId}/read`, pat.token, { seq: 1 });
});
afterAll(() => served.close());

describe("what is asked of all of somebody's workspaces", () => {
  test.each(["/api/workspaces", "/api/boot", "/api/me/bots", "/api/me"])(
    "%s loads none into memory but the one that is opened",
    async (path) => {
      const fresh = await serveBeside(served, {});
      expect((await call("GET", path, pat.token, undefined, fresh.url)).status).toBe(200);
      expect(fresh.app.states.peek(other.workspaceId)).toBeUndefined();
      await fresh.close();
    },
  );

  test("is what each of them says by itself", async () => {
    const { workspaces } = (await call("GET", "/api/workspaces", pat.token)).body;
    expect(workspaces.map(({ id, role }: { id: string; role: string }) => [id, role])).toEqual([
      [served.world.workspaceId, "member"],
      [other.workspaceId, "guest"],
    ]);
    for (const one of workspaces)
      expect((await call("GET", `/api/workspaces/${one.id}`, pat.token)).body.workspace).toEqual(one);
  });

  test("comes in pages that together are all of them, once each", async () => {
    const ids: string[] = [];
    for (let cursor = ""; ; ) {
      const { workspaces, next_cursor } = (await call("GET", `/api/workspaces?limit=1${cursor}`, pat.token)).body;
      expect(workspaces).toHaveLength(1);
      ids.push(workspaces[0].id);
      if (next_cursor === null) break;
      cursor = `&cursor=${next_cursor}`;
    }
    expect(ids).toEqual([served.world.workspaceId, other.workspaceId]);
    expect((await call("GET", "/api/workspaces?cursor=nonsense", pat.token)).status).toBe(422);
  });

  test("counts what is unread in the others as they do", async () => {
    const { workspaces } = (await call("GET", "/api/boot", pat.token)).body;
    const opened = await call("GET", `/api/boot?workspace_id=${other.workspaceId}`, pat.token);
    const summary = ({ id }: { id: string }) => id === other.workspaceId;
    expect(workspaces.find(summary)).toEqual(opened.body.workspaces.find(summary));
    expect(workspaces.find(summary)).toMatchObject({ unread_count: 3, mention_count: 2 });
  });

  test("leaves out those that the person has left, and bots of people who have", async () => {
    const gone = await served.person("gone");
    await joinInto(other, gone.userId, "member");
    await served.as(gone, {
      type: "bot.create",
      input: { bot_id: newId("user"), person: person("gonebot"), service: false },
    });
    expect((await call("GET", "/api/me/bots", gone.token)).body.bots).toHaveLength(1);
    await served.as(gone, { type: "member.remove", input: { user_id: gone.userId } });
    expect((await call("GET", "/api/workspaces", gone.token)).body.workspaces).toMatchObject([
      { id: other.workspaceId },
    ]);
    expect((await call("GET", "/api/boot", gone.token)).body.workspaces).toMatchObject([{ id: other.workspaceId }]);
    expect((await call("GET", "/api/me/bots", gone.token)).body.bots).toEqual([]);
  });
});

describe("the memory of workspaces", () => {
  test("keeps a large one while somebody goes through very many small ones", async () => {
    const { pool } = served.database;
    await pool.query(
      `insert into workspace_heads (workspace_id, head) select 'wsp_small' || n, 1 from generate_series(1, 600) n`,
    );
    const states = createHotStates(pool);
    await states.of(served.world.workspaceId);
    const small = Array.from({ length: 600 }, (_, index) => `wsp_small${index + 1}`);
    while (small.length > 0) await Promise.all(small.splice(0, 20).map((id) => states.of(id)));
    expect(states.peek(served.world.workspaceId)).toBeDefined();
    await pool.query("delete from workspace_heads where workspace_id like 'wsp_small%'");
  });

  test("keeps nothing of one that does not exist", async () => {
    const states = createHotStates(served.database.pool);
    expect((await states.of("wsp_of_nobody")).head).toBe(0);
    expect(states.peek("wsp_of_nobody")).toBeUndefined();
  });
});

describe("making workspaces", () => {
  test.each([
    ["owner", { owner: 201, member: 403, guest: 403, left: 403, nowhere: 403 }],
    ["members", { owner: 201, member: 201, guest: 403, left: 403, nowhere: 403 }],
    ["anyone", { owner: 201, member: 201, guest: 403, left: 201, nowhere: 201 }],
  ])(
    "is for those whom PARLEY_WORKSPACES=%s names, and everybody is told whether they may",
    async (makers, expected) => {
      const server = await openServer(served.database, { PARLEY_WORKSPACES: makers });
      const people = {
        owner: served.owner,
        member: await served.person(`member-${makers}`),
        guest: await served.person(`guest-${makers}`, "guest"),
        left: await served.person(`left-${makers}`),
        nowhere: await openSession(served.database, await createUser(served.database, `nowhere-${makers}`)),
      };
      await served.as(people.left, { type: "member.remove", input: { user_id: people.left.userId } });
      const seen: Record<string, number> = {};
      for (const [name, { token }] of Object.entries(people)) {
        const { body } = await call("GET", "/api/me", token, undefined, server.url);
        const { status } = await call("POST", "/api/workspaces", token, { name: "Another" }, server.url);
        seen[name] = status;
        expect([name, body.may_make_workspaces]).toEqual([name, status === 201]);
      }
      expect(seen).toEqual(expected);
      await server.close();
    },
  );

  test("is refused to somebody who has made as many as one person can, also when they make many at once", async () => {
    const eager = await served.person("eager");
    await served.database.pool.query(
      `insert into workspaces (id, name, slug, created_at, created_by, created_cursor, cursor)
       select 'wsp_made' || n, 'Made', 'made-' || n, now(), $1, 1, 1 from generate_series(2, $2) n`,
      [eager.userId, limits.workspacesMadeMax],
    );
    const make = () => call("POST", "/api/workspaces", eager.token, { name: "One more" });
    const made = await Promise.all([make(), make(), make(), make()]);
    expect(made.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
    expect(await make()).toMatchObject({ status: 409, body: { code: "limit_reached" } });
    expect((await call("POST", "/api/workspaces", served.owner.token, { name: "Mine" })).status).toBe(201);
    await served.database.pool.query("delete from workspaces where id like 'wsp_made%'");
  });
});

async function joinInto(world: World, userId: string, role: "guest" | "member"): Promise<void> {
  const [made] = (
    await world.as(world.ownerId, {
      type: "invite.create",
      input: { role, channel_ids: [world.generalId], max_uses: 1 },
    })
  ).events;
  if (made?.type !== "invite.created") throw new Error("no invite was made");
  const { handle } = await served.app.auth.profiles.get(userId);
  await world.as(userId, {
    type: "invite.accept",
    input: { invite_id: made.payload.invite_id, person: person(handle) },
  });
}

function person(handle: string) {
  return { display_name: handle, handle, avatar_url: null };
}

async function call(method: string, path: string, token: string, body?: object, url = served.url) {
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body && { "content-type": "application/json" }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: await answer.json() };
}
