import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Replica } from "../../src/client/replica/replica";
import type { Boot, MessagePage } from "../../src/client/transport/transport";
import { foldMemberChanges, kindOf, type MemberChanges, withChange } from "../../src/domain/member-changes";
import { memberChangesSql } from "../../src/server/queries/member-changes";
import { costOf } from "../support/cost";
import { createTestDatabase } from "../support/database";
import { message } from "../support/drafts";
import { type Person, type Served, serve } from "../support/served";
import { openTrpc, subscribe } from "../support/streams";

let served: Served;
let ada: Person;
let ben: Person;
let guest: Person;

beforeAll(async () => {
  served = await serve(await createTestDatabase());
  ada = await served.person("ada");
  ben = await served.person("ben");
  guest = await served.person("gina", "guest");
});
afterAll(() => served.close());

async function ask(who: { token: string }, path: string): Promise<{ status: number; body: Record<string, never> }> {
  const response = await fetch(`${served.url}${path}`, { headers: { authorization: `Bearer ${who.token}` } });
  return { status: response.status, body: await response.json() };
}

async function page(who: { token: string }, channelId: string, at = "mode=latest&limit=60"): Promise<MessagePage> {
  const { body } = await ask(who, `/api/channels/${channelId}/messages?member_changes=true&${at}`);
  return body as unknown as MessagePage;
}

async function makeChannel(name: string, kind: "public" | "private" = "public"): Promise<string> {
  const { events } = await served.as(served.owner, { type: "channel.create", input: { name, kind } });
  return events[0]?.channel_id ?? "";
}

const join = (who: Person, channel_id: string) => served.as(who, { type: "channel.join", input: { channel_id } });
const say = (who: Person, channel_id: string, body = "hello") => served.as(who, message(channel_id, body));

function remove(by: { userId: string }, { userId: user_id }: Person, channel_id: string) {
  return served.as(by, { type: "channel.remove_member", input: { channel_id, user_id } });
}

function add(by: { userId: string }, { userId: user_id }: Person, channel_id: string) {
  return served.as(by, { type: "channel.add_member", input: { channel_id, user_id } });
}

/** Lines in short: `1: joined ada`. */
function inShort(all: readonly MemberChanges[] = []): string[] {
  const nameOf = new Map([ada, ben, guest].map(({ userId }, index) => [userId, ["ada", "ben", "gina"][index]]));
  nameOf.set(served.owner.userId, "owner");
  return all.flatMap(({ after_seq, changes }) =>
    changes.map(({ kind, user_id, actor_id }) =>
      [`${after_seq}:`, ...(actor_id === user_id ? [] : [nameOf.get(actor_id)]), kind, nameOf.get(user_id)].join(" "),
    ),
  );
}

function replica(): Replica {
  const nothing = () => undefined;
  return new Replica({
    invalidate: nothing,
    onOwnMessage: nothing,
    onWritten: nothing,
    onUnknownChannel: nothing,
    onLost: nothing,
    onParted: nothing,
    onMembershipChanged: nothing,
  });
}

test("pages, boot and the stream give the same member changes at the same places, and none to readers who did not ask", async () => {
  const { owner, world } = served;
  const id = await makeChannel("places");
  await join(ada, id);
  const live = replica();
  const bootOf = async () =>
    (
      await ask(
        owner,
        `/api/boot?format=envelope&member_changes=true&conversation=${id}&workspace_id=${world.workspaceId}`,
      )
    ).body as unknown as Boot;
  const begun = await bootOf();
  live.reset(begun);
  live.takePage(await page(owner, id), { kind: "timeline", id, edge: "whole" }, live.position);
  await say(ada, id);
  await add(owner, ben, id);
  await say(ada, id);
  await say(ada, id, "gone soon");
  await remove(owner, ben, id);
  await served.as(ada, { type: "channel.remove_member", input: { channel_id: id, user_id: ada.userId } });
  await say(owner, id);
  await join(ben, id);
  const lines = ["0: joined ada", "1: owner added ben", "3: owner removed ben", "3: left ada", "4: joined ben"];

  expect(inShort((await page(ben, id)).member_changes?.between)).toEqual(lines);
  expect(inShort((await bootOf()).member_changes?.between)).toEqual(lines);
  const older = await page(ben, id, "before_seq=3&limit=2");
  const newer = await page(ben, id, "after_seq=2&limit=1");
  const last = await page(ben, id, "after_seq=3&limit=9");
  expect([older, newer, last].flatMap((one) => inShort(one.member_changes?.between))).toEqual(lines);
  expect((await page(ben, id, "around_seq=2&limit=2")).member_changes).toMatchObject({ from_seq: 0 });
  expect((await ask(ben, `/api/channels/${id}/messages`)).body).not.toHaveProperty("member_changes");

  const { trpc, close } = openTrpc(served.url, { token: owner.token });
  const stream = subscribe(trpc, { workspace_id: world.workspaceId, after: String(begun.resume_point) });
  const frames = await stream.until((all) =>
    all.some(({ events }) => events.at(-1)?.type === "channel.member_added" && events.at(-1)?.payload.last_seq === 4),
  );
  for (const { after, upto, events } of frames)
    expect(live.takeFrame({ after: Number(after), upto: Number(upto), events: events as never })).toBe(true);
  expect(inShort(live.memberChanges.of(id))).toEqual(lines);
  const [created] = (await page(ben, id)).messages;
  if (created) await served.as(owner, { type: "message.delete", input: { message_id: created.id } });
  expect(inShort((await page(ben, id)).member_changes?.between)).toEqual(lines);
  stream.stop();
  await close();
});

test("nothing of it is a message: no number, nothing unread, and no word of the channel's end", async () => {
  const id = await makeChannel("quiet");
  await join(ada, id);
  await say(ada, id);
  const before = (await ask(ada, `/api/channels/${id}`)).body as Record<string, Record<string, unknown>>;
  await join(ben, id);
  await remove(served.owner, ben, id);
  const after = (await ask(ada, `/api/channels/${id}`)).body as Record<string, Record<string, unknown>>;
  for (const field of ["last_seq", "last_message_at", "unread_count", "mention_count", "last_read_seq"])
    expect(after.channel?.[field]).toEqual(before.channel?.[field]);
});

test("people are told of and not single changes, however often they come and go: the log's reading is the stream's", async () => {
  const { workspaceId } = served.world;
  const id = await makeChannel("often");
  await say(served.owner, id);
  const told: { is_coming: boolean; user: string; actor: string }[] = [];
  const coming = (user: string, actor = user) => told.push({ is_coming: true, user, actor });
  const going = (user: string, actor = user) => told.push({ is_coming: false, user, actor });
  for (let n = 0; n < 1_000; n += 1) {
    coming("usr_design");
    going("usr_design");
  }
  for (let n = 0; n < 6; n += 1) {
    coming("usr_bo", "usr_olga");
    going("usr_bo", "usr_olga");
  }
  for (let n = 0; n < 10; n += 1) coming(`usr_p${n}`);
  going("usr_p3", "usr_olga");
  coming("usr_p9");
  going("usr_p9");
  going("usr_design", "usr_olga");
  await served.database.pool.query(
    `with head as (select head from workspace_heads where workspace_id = $1 for update), made as (
       insert into events (workspace_id, cursor, id, type, v, actor_id, channel_id, imported, created_at, payload)
       select $1, head + n, 'evt_often_' || n, case when (one ->> 'is_coming')::bool then 'channel.member_added' else 'channel.member_removed' end,
         1, one ->> 'actor', $2, false, now(), json_build_object('channel_id', $2::text, 'user_id', one ->> 'user', 'last_seq', 1)
       from head, json_array_elements($3::json) with ordinality as given (one, n))
     update workspace_heads set head = workspace_heads.head + $4 from head where workspace_id = $1`,
    [workspaceId, id, JSON.stringify(told), told.length],
  );
  const { rows } = await served.database.pool.query<{ cursor: number }>(
    "select cursor from events where channel_id = $1 and id like 'evt_often_%' order by cursor",
    [id],
  );
  const held = told.reduce<MemberChanges>(
    (known, { is_coming, user: user_id, actor: actor_id }, index) => {
      const kind = kindOf(is_coming, user_id === actor_id);
      return withChange(known, { cursor: String(rows[index]?.cursor), kind, user_id, actor_id, created_at: "" });
    },
    { after_seq: 1, changes: [], more: { joined: 0, left: 0 } },
  );
  await say(served.owner, id, "after all of it");
  const [between, ...others] = (await page(served.owner, id)).member_changes?.between ?? [];
  expect(others).toEqual([]);
  expect(between && { ...between, changes: between.changes.map((one) => ({ ...one, created_at: "" })) }).toEqual(held);
  expect(new Set(held.changes.map(({ user_id }) => user_id)).size).toBe(10);
  expect(held.more).toEqual({ joined: 3, left: 1 });
});

test("a person whom the owner adds to and removes from a private channel is one person, with the owner named", async () => {
  const id = await makeChannel("by-hand", "private");
  for (let n = 0; n < 6; n += 1) {
    await add(served.owner, ben, id);
    await remove(served.owner, ben, id);
  }
  await add(served.owner, ada, id);
  const { between = [] } = (await page(ada, id)).member_changes ?? {};
  expect(foldMemberChanges(between)).toEqual({
    sentences: [
      { kind: "added_removed_by_one", actor_ids: [served.owner.userId], user_ids: [ben.userId] },
      { kind: "added", actor_ids: [served.owner.userId], user_ids: [ada.userId] },
    ],
    others: { joined: 0, left: 0 },
  });
});

describe("access", () => {
  test("somebody who may not read the channel is told nothing of it, and all of it once they are let in", async () => {
    const id = await makeChannel("secret", "private");
    await add(served.owner, ada, id);
    expect((await ask(ben, `/api/channels/${id}/messages?member_changes=true`)).status).toBe(404);
    const boot = await ask(ben, `/api/boot?member_changes=true&conversation=${id}`);
    expect(boot.status).toBe(200);
    expect(JSON.stringify(boot.body)).not.toContain(id);
    await add(served.owner, ben, id);
    expect(inShort((await page(ben, id)).member_changes?.between)).toEqual([
      "0: owner added ada",
      "0: owner added ben",
    ]);
  });

  test("a guest is told the names of those alone whom they know today", async () => {
    const id = await makeChannel("with-guest");
    const cy = await served.person("cy");
    await add(served.owner, guest, id);
    await join(ada, id);
    await join(cy, id);
    for (const channel_id of [id, served.world.generalId]) await remove(cy, cy, channel_id);
    const history = (await page(guest, id)).member_changes;
    const ids = history?.people.map((person) => person.id);
    expect(ids).toContain(ada.userId);
    expect(ids).not.toContain(cy.userId);
    expect(history?.between[0]?.changes.filter(({ user_id }) => user_id === cy.userId)).toHaveLength(2);
    expect((await page(ada, id)).member_changes?.people.map((person) => person.id)).toContain(cy.userId);
  });

  test("a bot needs the right to read channels", async () => {
    const reader = await served.bot("reader", ["messages:read"]);
    const path = `/api/channels/${served.world.generalId}/messages`;
    expect((await ask(reader, path)).status).toBe(200);
    expect((await ask(reader, `${path}?member_changes=true`)).status).toBe(403);
  });
});

describe("a channel that 12,000 people joined between two messages", () => {
  let id: string;
  let crowded: MessagePage;
  const people = 12_000;

  beforeAll(async () => {
    id = await makeChannel("crowd");
    await say(served.owner, id);
    const { workspaceId } = served.world;
    // As imports and joins would have left them, without the half hour that these take.
    await served.database.pool.query(
      `with head as (select head from workspace_heads where workspace_id = $1 for update), made as (
         insert into events (workspace_id, cursor, id, type, v, actor_id, channel_id, imported, created_at, payload)
         select $1, head + n, 'evt_crowd_' || n, 'channel.member_added', 1, 'usr_crowd_' || n, $2, n > $3, now(),
           json_build_object('channel_id', $2::text, 'user_id', 'usr_crowd_' || n, 'last_seq', 1)
         from head, generate_series(1, $3 + 500) as n)
       update workspace_heads set head = workspace_heads.head + $3 + 500 from head where workspace_id = $1`,
      [workspaceId, id, people],
    );
    await say(served.owner, id, "after the crowd");
    crowded = await page(served.owner, id);
  });

  test("makes no page heavy: the first are told one by one, the others counted, and what was imported left out", async () => {
    const [crowd, ...others] = crowded.member_changes?.between ?? [];
    expect(others).toEqual([]);
    expect(crowd).toMatchObject({ after_seq: 1, more: { joined: people - 10, left: 0 } });
    expect(crowd?.changes.map(({ user_id }) => user_id)).toEqual(
      Array.from({ length: 10 }, (_, n) => `usr_crowd_${n + 1}`),
    );
    expect(JSON.stringify(crowded).length).toBeLessThan(10_000);
    // What follows the log reads at the same time, until it has come to its end.
    await expect.poll(async () => (await costOf(() => page(served.owner, id))).rowsRead).toBeLessThan(20);
  });

  test("is not read for the later changes of those who are named", async () => {
    const { rows } = await served.database.pool.query<Record<string, string>>(
      `explain ${memberChangesSql}`,
      // As a page that holds the whole channel asks.
      [id, served.world.workspaceId, 0, null, 1_000_000, 0],
    );
    expect(rows.map((row) => Object.values(row)[0]).join("\n")).toContain("events_of_channel_members_by_person");
  });

  test("is counted by the index alone, from the first message of the stretch to its last, by a plan for any values", async () => {
    const client = await served.database.pool.connect();
    try {
      await client.query("vacuum (analyze) events");
      // In a table as small as this one, reading all of it is as quick.
      await client.query(
        "set enable_seqscan = off; set enable_bitmapscan = off; set plan_cache_mode = force_generic_plan",
      );
      await client.query(`prepare changes as ${memberChangesSql}`);
      const { rows } = await client.query<Record<string, string>>(
        `explain (costs off) execute changes('${id}', '${served.world.workspaceId}', 0, null, 9, 1)`,
      );
      const plan = rows.flatMap((row) => Object.values(row)).join("\n");
      expect(plan).toContain("Index Only Scan using events_of_channel_members");
      expect(plan).toMatch(/Index Cond: .*channel_seq >= \$3.*channel_seq <= /);
      expect(plan).not.toMatch(/Filter: .*channel_seq/);
    } finally {
      client.release(true);
    }
  });
});
