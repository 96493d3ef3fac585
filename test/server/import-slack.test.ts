import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ServerContext } from "../../src/server/context/context";
import { type ImportOptions, importSlack } from "../../src/server/import/import-slack";
import { openSlackExport } from "../../src/server/import/slack-export";
import { createExecute, type Execute } from "../../src/server/log/execute";
import { createHotStates, type HotStates } from "../../src/server/log/hot-states";
import { createLog } from "../../src/server/log/log";
import { at, slackFiles } from "../fixtures/slack-export";
import { writeZip } from "../fixtures/slack-zip";
import { createUser, createWorld, message, testContext, type World } from "../support/app";
import { createTestDatabase } from "../support/database";

const database = await createTestDatabase();
const { prisma } = database;
let context: ServerContext;
let states: HotStates;
let writer: { execute: Execute; close: () => Promise<void> };
let world: World;
let aliceId: string;

beforeAll(async () => {
  context = testContext(database);
  states = createHotStates(database.pool);
  writer = createExecute(context, { log: createLog(database.pool), states });
  world = await createWorld(database, writer.execute);
  aliceId = await createUser(database, "alice");
  await prisma.user.update({ where: { id: aliceId }, data: { email: "alice@example.com" } });
});

afterAll(async () => {
  await writer.close();
  await database.close();
});

async function run(options: ImportOptions = {}, files = slackFiles()) {
  const { archive, parts } = await openSlackExport(await writeZip(files));
  const [slack] = parts;
  if (!slack) throw new Error("there is no export");
  try {
    return await importSlack({ context, execute: writer.execute, states }, slack, options);
  } finally {
    archive.close();
  }
}

async function countRows(): Promise<Record<string, number>> {
  const tables = ["users", "workspaces", "events", "members", "channels", "channel_members", "direct_conversations"];
  const counts: Record<string, number> = {};
  for (const table of [...tables, "messages", "threads", "reactions", "read_markers"]) {
    const { rows } = await database.pool.query(`select count(*)::int as count from ${table}`);
    counts[table] = rows[0].count;
  }
  return counts;
}

async function imported() {
  const workspace = await prisma.workspace.findUniqueOrThrow({ where: { source: "slack:TACME" } });
  const messages = await prisma.message.findMany({ where: { workspace_id: workspace.id }, orderBy: { cursor: "asc" } });
  const users = await prisma.user.findMany();
  const userOf = (sourceId: string) => users.find((user) => user.source === `slack:TACME:${sourceId}`);
  const said = (body: string) => {
    const found = messages.find((row) => row.body === body);
    if (!found) throw new Error(`nobody said ${body}`);
    return found;
  };
  return { workspace, messages, userOf, said };
}

test("before the set-up an import is refused in one sentence", async () => {
  await expect(run()).rejects.toThrow(/^Parley has not been set up yet/);
  await prisma.installation.create({ data: { id: 1, owner_id: world.ownerId } });
});

test("a dry run tells what would come and writes nothing", async () => {
  const before = await countRows();
  const report = await run({ dryRun: true });
  expect(report).toMatchObject({
    workspace: { name: "Acme", isNew: true },
    people: { total: 9, fresh: 8 },
    channels: 3,
    directs: 2,
    messages: 19,
    replies: 4,
    reactions: 3,
    counts: { losses: { ownEmoji: { count: 1 } } },
    files: 1,
    added: {},
  });
  expect(await countRows()).toEqual(before);
});

test("a broken export changes nothing", async () => {
  const before = await countRows();
  await expect(run({}, slackFiles({ "DAB/2024-01-01.json": "[{" }))).rejects.toThrow(/^DAB\/2024-01-01\.json: /);
  await expect(run({ workspaceSlug: "nowhere" })).rejects.toThrow('There is no workspace with the slug "nowhere".');
  expect(await countRows()).toEqual(before);
});

describe("an import", () => {
  test("makes a workspace of the installation's owner with everybody and every conversation", async () => {
    const report = await run();
    expect(report.workspace.isNew).toBe(true);
    const { workspace, userOf } = await imported();
    expect(workspace).toMatchObject({ name: "Acme", created_by: world.ownerId });

    const members = await prisma.member.findMany({ where: { workspace_id: workspace.id } });
    const memberOf = (id: string | undefined) => members.find((member) => member.user_id === id);
    expect(members).toHaveLength(10);
    expect(memberOf(world.ownerId)?.role).toBe("owner");
    expect(memberOf(aliceId)).toMatchObject({ role: "member", handle: "alice", left_at: null });
    expect(memberOf(userOf("UBOB")?.id)).toMatchObject({ handle: "bob-builder", display_name: "Bob Builder" });
    expect(memberOf(userOf("UCAROL")?.id)?.left_at).not.toBeNull();
    expect(memberOf(userOf("UGUEST")?.id)?.role).toBe("guest");
    expect(memberOf(userOf("UDEPLOY")?.id)).toMatchObject({ role: "bot", kind: "bot" });

    const channels = await prisma.channel.findMany({ where: { workspace_id: workspace.id }, orderBy: { name: "asc" } });
    expect(channels.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      "general public",
      "old-news public",
      "secret private",
    ]);
    expect(channels[1]?.archived_at).not.toBeNull();
    const directs = await prisma.directConversation.findMany({ where: { workspace_id: workspace.id } });
    expect(directs.map(({ member_key }) => member_key.split(",").length).sort()).toEqual([2, 3]);
  });

  test("keeps authors, times, edits, threads, broadcasts, mentions and reactions, marked as imported", async () => {
    const { workspace, messages, userOf, said } = await imported();
    expect(messages).toHaveLength(19);
    expect(messages.every((row) => row.imported)).toBe(true);
    const times = messages.map((row) => row.created_at.getTime());
    expect(times).toEqual([...times].sort((a, b) => a - b));

    const hello = said("Hi @bob-builder, see #general & [this](https://a.example) **now**");
    expect(hello).toMatchObject({
      author_id: aliceId,
      created_at: new Date("2024-01-01T10:00:01.000Z"),
      edited_at: null,
    });
    expect(hello.mentions).toEqual([userOf("UBOB")?.id]);
    expect(said("typo fixed").edited_at).toEqual(new Date("2024-01-01T10:01:00.000Z"));

    const root = said("Who is in?");
    expect(said("Me")).toMatchObject({ thread_root_id: root.id, thread_seq: 1, channel_seq: null });
    const broadcast = said("Me too, @channel");
    expect(broadcast).toMatchObject({ thread_root_id: root.id, thread_seq: 2, mentions_everyone: true });
    expect(broadcast.channel_seq).not.toBeNull();
    expect(await prisma.thread.findUnique({ where: { root_message_id: root.id } })).toMatchObject({ reply_count: 3 });
    expect(said("answer to something missing").parent_message_id).toBeNull();

    const reactions = await prisma.reaction.findMany({ where: { message_id: root.id }, orderBy: { emoji: "asc" } });
    expect(reactions.map(({ emoji }) => emoji)).toEqual(["🎉", "👍🏼", "👍🏼"]);
    const marked = await prisma.event.count({ where: { workspace_id: workspace.id, imported: false } });
    expect(marked).toBe(4);
  });

  test("puts direct messages where only their members read them, and starts every marker at the head", async () => {
    const { said, userOf } = await imported();
    const dm = said("just us");
    expect(dm.channel_id).toBeNull();
    const direct = await prisma.directConversation.findUniqueOrThrow({
      where: { id: dm.direct_conversation_id ?? "" },
    });
    expect(direct.member_ids).toEqual([aliceId, userOf("UBOB")?.id].sort());
    const markers = await prisma.readMarker.findMany({ where: { user_id: aliceId } });
    const heads = await prisma.timeline.findMany({
      where: { conversation_id: { in: markers.map((marker) => marker.conversation_id) } },
    });
    expect(markers).toHaveLength(4);
    for (const marker of markers) {
      const head = heads.find((timeline) => timeline.conversation_id === marker.conversation_id);
      expect(marker.last_read_seq).toBe(head?.last_seq);
    }
  });

  test("run again adds nothing", async () => {
    const before = await countRows();
    const report = await run();
    expect(report).toMatchObject({ workspace: { isNew: false }, people: { fresh: 0 }, added: {} });
    expect(await countRows()).toEqual(before);
  });

  test("run again with a later export adds only what is new", async () => {
    const before = await countRows();
    const later = [{ type: "message", user: "UBOB", text: "news", ts: at(200_000), thread_ts: at(2) }];
    const report = await run({}, slackFiles({ "general/2024-01-03.json": later }));
    expect(report.added).toEqual({ "thread.reply_created": 1, "thread.state_updated": 1 });
    expect(await countRows()).toEqual({
      ...before,
      messages: (before.messages ?? 0) + 1,
      events: (before.events ?? 0) + 2,
    });
  });

  test("leaves room for live messages while it runs", async () => {
    const { workspace } = await imported();
    const general = await prisma.channel.findFirstOrThrow({ where: { workspace_id: workspace.id, name: "general" } });
    const lines = Array.from({ length: 3_000 }, (_, index) => ({
      user: "UBOB",
      text: `line ${index}`,
      ts: at(300_000 + index),
    }));
    let isDone = false;
    const importing = run({}, slackFiles({ "general/2024-01-05.json": lines })).finally(() => {
      isDone = true;
    });
    let sent = 0;
    while (!isDone) {
      await writer.execute(workspace.id, message(general.id, `live ${sent}`), { actor: { user_id: world.ownerId } });
      sent += 1;
    }
    expect((await importing).added["message.created"]).toBe(3_000);
    const live = await prisma.message.findMany({
      where: { channel_id: general.id, imported: false },
      orderBy: { channel_seq: "asc" },
    });
    expect(live).toHaveLength(sent);
    const after = await prisma.message.count({
      where: { channel_id: general.id, imported: true, channel_seq: { gt: live[0]?.channel_seq ?? 0 } },
    });
    expect(after).toBeGreaterThan(0);
  });

  test("goes into new channels of a named workspace, beside those that it has", async () => {
    const own = await prisma.workspace.findUniqueOrThrow({ where: { id: world.workspaceId } });
    const report = await run({ workspaceSlug: own.slug });
    expect(report.workspace).toMatchObject({ slug: own.slug, isNew: false });
    const channels = await prisma.channel.findMany({ where: { workspace_id: own.id }, orderBy: { name: "asc" } });
    expect(channels.map(({ name }) => name)).toEqual(["general", "general-2", "old-news", "secret"]);
    const before = await countRows();
    expect((await run({ workspaceSlug: own.slug })).added).toEqual({});
    expect(await countRows()).toEqual(before);
  });
});
