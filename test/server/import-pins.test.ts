import { afterAll, beforeAll, expect, test } from "vitest";
import { verifyLogs } from "../../src/server/log/verify";
import { createQueries } from "../../src/server/queries";
import { at, slackFiles } from "../fixtures/slack-export";
import { createTestDatabase } from "../support/database";
import { type Importing, openImporting } from "../support/imports";

let importing: Importing;
beforeAll(async () => {
  importing = await openImporting(await createTestDatabase());
});
afterAll(() => importing.close());

/** What a channel has pinned: the texts, the newest pin first, with when. */
async function pinned(name: string) {
  const { database, states, world } = importing;
  const workspace = await database.prisma.workspace.findUniqueOrThrow({ where: { source: "slack:TACME" } });
  const channel = await database.prisma.channel.findFirstOrThrow({ where: { workspace_id: workspace.id, name } });
  const { store } = await states.of(workspace.id);
  const reader = [...store.find("channel_member", "channel", channel.id)][0]?.user_id ?? world.ownerId;
  const list = await createQueries(database.pool, states).pins.list(reader, channel.id, { bytesMax: 1_000_000 });
  return { ...list, texts: list.messages.map(({ body }) => body), channel, workspace };
}

test("an import brings what channels have pinned in Slack, with who pinned it and when", async () => {
  const report = await importing.bring(slackFiles());
  expect(report.added["pin.added"]).toBe(3);
  const { texts, pins } = await pinned("general");
  expect(texts).toEqual(["Who is in?", "Me"]);
  const bob = await importing.database.prisma.user.findFirstOrThrow({ where: { source: "slack:TACME:UBOB" } });
  const seconds = Number(at(0).split(".")[0]);
  expect(pins).toMatchObject([
    { pinned_by: bob.id, pinned_at: new Date((seconds + 300) * 1000).toISOString() },
    // Nobody that the export knows.
    { pinned_by: importing.world.ownerId, pinned_at: new Date((seconds + 200) * 1000).toISOString() },
  ]);
  expect((await pinned("secret")).texts).toEqual(["psst"]);
});

test("an export that is run again pins nothing twice and nothing that was unpinned here, and brings what is new", async () => {
  const { pins, channel, workspace } = await pinned("general");
  const input = { channel_id: channel.id, message_id: pins[0]?.message_id ?? "" };
  const actor = { user_id: importing.world.ownerId };
  await importing.execute(workspace.id, { type: "pin.remove", input }, { actor });
  expect((await importing.bring(slackFiles())).added["pin.added"]).toBeUndefined();
  expect((await pinned("general")).texts).toEqual(["Me"]);
  const { "channels.json": channels } = slackFiles();
  const [general, ...others] = channels as { id: string; pins?: object[] }[];
  const more = { ...general, pins: [...(general?.pins ?? []), { id: at(6), type: "C", user: "UALICE" }] };
  const report = await importing.bring(slackFiles({ "channels.json": [more, ...others] }));
  expect(report.added["pin.added"]).toBe(1);
  expect((await pinned("general")).texts).toEqual(["Me", "typo fixed"]);
});

test("lists of pins that are no lists, and odd entries in them, stop no import", async () => {
  const { "channels.json": channels } = slackFiles();
  for (const pins of ["x", { id: at(2) }, [[], 7, { id: {} }, { id: "99999999999.1" }, { created: "never" }]]) {
    const odd = (channels as object[]).map((channel) => ({ ...channel, pins }));
    expect((await importing.bring(slackFiles({ "channels.json": odd }))).added["pin.added"]).toBeUndefined();
  }
});

test("the log tells the same as the tables after all of that", async () => {
  expect(await verifyLogs(importing.database.pool)).toMatchObject({ differences: [] });
});
