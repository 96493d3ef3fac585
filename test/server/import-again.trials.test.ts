import { afterAll, beforeAll, expect, test } from "vitest";
import type { Command } from "../../src/domain";
import { verifyLogs } from "../../src/server/log/verify";
import { draft } from "../support/app";
import { createTestDatabase } from "../support/database";
import { type Importing, openImporting, slackCase } from "../support/imports";
import { repetitions, report } from "../support/trials";

let importing: Importing;

beforeAll(async () => {
  importing = await openImporting(await createTestDatabase());
});

afterAll(() => importing.close());

type Place = {
  readonly workspaceId: string;
  readonly slug: string;
  userOf(sourceId: string): string;
  channelOf(name: string): string;
  messageOf(body: string): string;
  as(userId: string, command: Command): Promise<unknown>;
};

/** The workspace of an import, by the names that the export has. */
async function placeOf(slug: string, team: string): Promise<Place> {
  const { prisma } = importing.database;
  const { id: workspaceId } = await prisma.workspace.findUniqueOrThrow({ where: { slug } });
  const users = await prisma.user.findMany();
  const channels = await prisma.channel.findMany({ where: { workspace_id: workspaceId } });
  const messages = await prisma.message.findMany({ where: { workspace_id: workspaceId } });
  return {
    workspaceId,
    slug,
    userOf: (sourceId) => users.find(({ source }) => source === `slack:${team}:${sourceId}`)?.id ?? "",
    channelOf: (name) => channels.find((channel) => channel.name === name)?.id ?? "",
    messageOf: (body) => messages.find((message) => message.body === body)?.id ?? "",
    as: (user_id, command) => importing.execute(workspaceId, command, { actor: { user_id } }),
  };
}

/** Everything that a workspace holds, apart from when it was written. */
async function snapshot({ workspaceId }: Place): Promise<Record<string, unknown[]>> {
  const tables = ["events", "members", "channels", "channel_members", "direct_conversations", "messages", "threads"];
  const found: Record<string, unknown[]> = {};
  for (const table of [...tables, "reactions", "reaction_tallies", "read_markers", "workspaces"]) {
    const column = table === "workspaces" ? "id" : "workspace_id";
    const { rows } = await importing.database.pool.query(
      `select to_jsonb(t)::text as row from ${table} t where ${column} = $1 order by 1`,
      [workspaceId],
    );
    found[table] = rows;
  }
  found.users = (await importing.database.pool.query("select to_jsonb(t)::text as row from users t order by 1")).rows;
  return found;
}

let teams = 0;

/** The same export of another team each time. */
function exportOf(team: string, later: Record<string, unknown> = {}): Record<string, unknown> {
  const users = ["UANA", "UBEN", "UCAT"].map((id) => ({
    id,
    team_id: team,
    name: `${id.toLowerCase()}-${team.toLowerCase()}`,
  }));
  const members = users.map(({ id }) => id);
  const said = (user: string, second: number, text: string, more: object = {}) => ({
    user,
    text,
    ts: `${1_767_312_000 + second}.000100`,
    ...more,
  });
  return {
    "users.json": users,
    "channels.json": [
      { id: "C1", name: "general", is_general: true, members, topic: { value: "All" } },
      { id: "C2", name: "project-x", members },
    ],
    "groups.json": [{ id: "G1", name: "board", creator: "UANA", members: ["UANA", "UBEN"] }],
    "dms.json": [{ id: "D1", members: ["UANA", "UBEN"] }],
    "general/2026-01-02.json": [
      said("UANA", 0, "keep", { reactions: [{ name: "+1", users: ["UBEN", "UCAT"] }] }),
      said("UBEN", 1, "to be deleted", { reactions: [{ name: "tada", users: ["UANA"] }] }),
      said("UBEN", 2, "to be edited"),
      ...Array.from({ length: 1_200 }, (_, index) => said("UCAT", 10 + index, `line ${index}`)),
    ],
    "board/2026-01-02.json": [said("UANA", 5, "board secret")],
    "project-x/2026-01-02.json": [
      said("UANA", 6, "px", { thread_ts: "1767312006.000100" }),
      said("UBEN", 7, "reply", { thread_ts: "1767312006.000100" }),
    ],
    "D1/2026-01-02.json": [said("UBEN", 8, "between us")],
    ...later,
  };
}

/** What people do here with what was imported. */
const deeds: Record<string, (place: Place) => Promise<unknown>> = {
  "somebody is taken out of a private channel": ({ as, channelOf, userOf }) =>
    as(userOf("UANA"), {
      type: "channel.remove_member",
      input: { channel_id: channelOf("board"), user_id: userOf("UBEN") },
    }),
  "somebody leaves the workspace": ({ as, userOf }) =>
    as(userOf("UCAT"), { type: "member.remove", input: { user_id: userOf("UCAT") } }),
  "somebody leaves a channel": ({ as, channelOf, userOf }) =>
    as(userOf("UBEN"), {
      type: "channel.remove_member",
      input: { channel_id: channelOf("project-x"), user_id: userOf("UBEN") },
    }),
  "a reaction is taken back": ({ as, messageOf, userOf }) =>
    as(userOf("UBEN"), { type: "reaction.remove", input: { message_id: messageOf("keep"), emoji: "👍" } }),
  "a message is deleted": ({ as, messageOf, userOf }) =>
    as(userOf("UBEN"), { type: "message.delete", input: { message_id: messageOf("to be deleted") } }),
  "a message is edited": ({ as, messageOf, userOf }) =>
    as(userOf("UBEN"), { type: "message.update", input: { message_id: messageOf("to be edited"), body: "edited" } }),
  "a reply is deleted": ({ as, messageOf, userOf }) =>
    as(userOf("UBEN"), { type: "message.delete", input: { message_id: messageOf("reply") } }),
  "the general channel is renamed, and another takes its name": async ({ as, channelOf, userOf }) => {
    const owner = importing.world.ownerId;
    await as(owner, {
      type: "channel.update",
      input: { channel_id: channelOf("general"), name: "lobby", topic: "Mine" },
    });
    await as(userOf("UANA"), { type: "channel.create", input: { name: "general", kind: "public" } });
  },
  "a channel is renamed and archived, and another takes its name": async ({ as, channelOf, userOf }) => {
    const owner = importing.world.ownerId;
    await as(owner, { type: "channel.update", input: { channel_id: channelOf("project-x"), name: "px-old" } });
    await as(owner, { type: "channel.update", input: { channel_id: channelOf("project-x"), archived: true } });
    await as(userOf("UANA"), { type: "channel.create", input: { name: "project-x", kind: "private" } });
  },
  "somebody takes another role, name and address": async ({ as, userOf }) => {
    await as(importing.world.ownerId, {
      type: "member.change_role",
      input: { user_id: userOf("UANA"), role: "moderator" },
    });
    const id = userOf("UANA");
    await importing.database.prisma.user.update({
      where: { id },
      data: { email: `${id}@example.net`, display_name: "Anna" },
    });
    const { handle } = await importing.database.prisma.user.findUniqueOrThrow({ where: { id } });
    await as(id, { type: "member.update", input: { display_name: "Anna", handle, avatar_url: null } });
  },
  "somebody writes to somebody who has not read it": async ({ as, userOf, workspaceId }) => {
    const direct = await importing.database.prisma.directConversation.findFirstOrThrow({
      where: { workspace_id: workspaceId },
    });
    await importing.database.prisma.readMarker.deleteMany({ where: { conversation_id: direct.id } });
    await as(userOf("UANA"), {
      type: "message.create",
      input: { ...draft("unread"), channel_id: null, direct_conversation_id: direct.id },
    });
  },
};

test("an export run again undoes nothing that people have done here since, whatever that was", async () => {
  const rounds = repetitions({ once: 2, trials: 20 });
  let done = 0;
  for (let round = 0; round < rounds; round += 1) {
    teams += 1;
    const team = `TAGAIN${teams}`;
    const { workspace } = await importing.bring(exportOf(team));
    const place = await placeOf(workspace.slug, team);
    // All of them first, then by the bits of the round.
    for (const [index, deed] of Object.values(deeds).entries())
      if (round === 0 || ((round * 2_654_435_761) >>> (index + 8)) & 1) {
        await deed(place);
        done += 1;
      }
    const before = await snapshot(place);
    const again = await importing.bring(exportOf(team));
    expect(again.added).toEqual({});
    const after = await snapshot(place);
    // Whoever had no marker has one now.
    expect({ ...after, read_markers: [] }).toEqual({ ...before, read_markers: [] });
    expect(after.read_markers).toEqual(expect.arrayContaining(before.read_markers ?? []));
  }
  report(`${rounds} exports run again after ${done} deeds: nothing was undone`);
  expect(await verifyLogs(importing.database.pool)).toMatchObject({ differences: [] });
});

test("an import that broke off goes on to the end, and undoes nothing that was done in between", async () => {
  const rounds = repetitions({ once: 3, trials: 30 });
  for (let round = 0; round < rounds; round += 1) {
    teams += 1;
    const team = `TBROKEN${teams}`;
    let appends = round % 3;
    const breaking = importing.bring(exportOf(team), {
      through:
        (execute) =>
        async (workspaceId, command, ...rest) => {
          if (command.type === "import.append" && appends === 0) throw new Error("broken off");
          if (command.type === "import.append") appends -= 1;
          return execute(workspaceId, command, ...rest);
        },
    });
    await expect(breaking).rejects.toThrow("broken off");
    const { slug } = await importing.database.prisma.workspace.findUniqueOrThrow({
      where: { source: `slack:${team}` },
    });
    const broken = await placeOf(slug, team);
    const hasBoard = broken.channelOf("board") !== "";
    if (hasBoard) await deeds["somebody is taken out of a private channel"]?.(broken);
    await importing.bring(exportOf(team));
    const whole = await placeOf(slug, team);
    const { prisma } = importing.database;
    const where = { workspace_id: whole.workspaceId };
    expect(await prisma.message.count({ where })).toBe(1_207);
    expect(await prisma.reaction.count({ where })).toBe(3);
    const inside = await prisma.channelMember.findMany({ where: { channel_id: whole.channelOf("board") } });
    expect(inside.map(({ user_id }) => user_id).sort()).toEqual(
      ["UANA", ...(hasBoard ? [] : ["UBEN"])].map((id) => whole.userOf(id)).sort(),
    );
    expect((await importing.bring(exportOf(team))).added).toEqual({});
  }
  report(
    `${rounds} imports broken off after 0 to 2 appends: each whole after the next run, what was done in between stood`,
  );
});

test("a later export brings what is new, and nothing to those who have left", async () => {
  teams += 1;
  const team = `TLATER${teams}`;
  const { workspace } = await importing.bring(exportOf(team));
  const place = await placeOf(workspace.slug, team);
  for (const name of [
    "somebody leaves the workspace",
    "somebody is taken out of a private channel",
    "a message is deleted",
  ])
    await deeds[name]?.(place);
  const extra = { user: "UANA", text: "new", ts: "1767400000.000100" };
  const reacted = {
    user: "UBEN",
    text: "to be deleted",
    ts: "1767312001.000100",
    reactions: [{ name: "eyes", users: ["UANA"] }],
  };
  const report = await importing.bring(
    exportOf(team, {
      "channels.json": [
        { id: "C1", name: "general", is_general: true, members: ["UANA", "UBEN", "UCAT"] },
        { id: "C2", name: "project-x", members: ["UANA", "UBEN", "UCAT"] },
        { id: "C3", name: "newcomers", members: ["UBEN", "UCAT"] },
      ],
      "general/2026-01-03.json": [extra],
      "general/2026-01-02.json": [reacted],
      "newcomers/2026-01-03.json": [{ ...extra, user: "UCAT", text: "by whom has left" }],
    }),
  );
  expect(report.items).toMatchObject({
    member: { found: 3, added: 0 },
    channel: { found: 4, added: 1 },
    channel_member: { found: 13, added: 2 },
    message: { added: 2 },
    reaction: { found: 1, added: 0 },
  });
});

test("an export that is run again after somebody was removed and somebody left lets neither of them back in", async () => {
  const rerun = slackCase("02-rerun-restores-membership");
  const { workspace } = await importing.bring(rerun);
  const place = await placeOf(workspace.slug, "TREADD");
  const { as, channelOf, userOf } = place;
  const out = (channel: string, source: string) => ({
    type: "channel.remove_member" as const,
    input: { channel_id: channelOf(channel), user_id: userOf(source) },
  });
  await as(userOf("URBEN"), out("board", "URBEN"));
  await as(userOf("URCAT"), out("project-x", "URCAT"));
  await as(userOf("URCAT"), { type: "member.remove", input: { user_id: userOf("URCAT") } });
  const before = await snapshot(place);
  const again = await importing.bring(rerun);
  expect(again.items.channel_member).toEqual({ found: 10, added: 0 });
  expect(await snapshot(place)).toEqual(before);
  expect(await importing.bring(rerun, { dryRun: true })).toMatchObject({ added: {}, items: again.items });
});
