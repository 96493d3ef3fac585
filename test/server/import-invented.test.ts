import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeReport, describeReports, isIncomplete } from "../../src/cli/import-report";
import { newId } from "../../src/server/context/context";
import type { ImportReport } from "../../src/server/import/report";
import { openSlackExport } from "../../src/server/import/slack-export";
import { verifyLogs } from "../../src/server/log/verify";
import { type RawFile, writeRawZip } from "../fixtures/raw-zip";
import { writeZip } from "../fixtures/slack-zip";
import { createTestDatabase } from "../support/database";
import { readOverRest } from "../support/imported-over-rest";
import { type Importing, openImporting, slackCase } from "../support/imports";
import { openServer } from "../support/served";

let importing: Importing;
let server: Awaited<ReturnType<typeof openServer>>;

beforeAll(async () => {
  const database = await createTestDatabase();
  importing = await openImporting(database);
  server = await openServer(database);
});

afterAll(async () => {
  await server.close();
  await importing.close();
});

const begin = 1_767_312_000;

function at(second: number): string {
  return `${begin + second}.000100`;
}

function said(second: number, text: unknown, more: object = {}): object {
  return { type: "message", user: "UANA", text, ts: at(second), ...more };
}

/** An export of a team of its own, with one channel that holds these messages. */
function oneChannel(messages: readonly unknown[], more: Record<string, unknown> = {}): Record<string, unknown> {
  const files = {
    "users.json": people(newId("workspace")),
    "channels.json": [{ id: "C1", name: "general", members: ["UANA", "UBEN"] }],
    "general/2026-01-02.json": messages,
    ...more,
  };
  return Object.fromEntries(Object.entries(files).filter(([, content]) => content !== undefined));
}

function people(team_id: string): object[] {
  return [
    { id: "UANA", team_id, name: "ana", profile: { display_name: "Ana" } },
    { id: "UBEN", team_id, name: "ben", profile: { display_name: "Ben" } },
  ];
}

/** What is told and read of an export that has come twice. */
async function bring(source: Record<string, unknown> | string) {
  const report = await importing.bring(source);
  expect((await importing.bring(source)).added).toEqual({});
  const read = await readOverRest(importing.database, server.url, report.workspace.slug);
  return { report, read, text: describeReport(report, { dryRun: false, seconds: 1 }) };
}

async function workspaceOf({ workspace: { slug } }: ImportReport): Promise<string> {
  return (await importing.database.prisma.workspace.findUniqueOrThrow({ where: { slug } })).id;
}

describe("what carries no message never refuses one", () => {
  const named = ["Ana", "Ben"];
  const unnamed = ["UANA", "UBEN"];

  test.each<[string, Record<string, unknown>, string[]]>([
    [
      "fields of people that are of other kinds",
      {
        "users.json": [
          { id: "UANA", team_id: 7, name: 5, deleted: "false", is_bot: 0, profile: { display_name: "Ana", email: 3 } },
          { id: "UBEN", deleted: "no", is_restricted: null, profile: { display_name: "Ben", image_192: {} } },
        ],
      },
      named,
    ],
    [
      "fields of channels that are of other kinds",
      {
        "channels.json": [
          {
            id: "C1",
            name: "general",
            created: "long ago",
            members: "all",
            topic: "All",
            purpose: [],
            is_archived: "false",
          },
        ],
      },
      named,
    ],
    [
      "a channel that was made in milliseconds",
      { "channels.json": [{ id: "C1", name: "general", created: 1.7e12 }] },
      named,
    ],
    ["absurd dates", { "channels.json": [{ id: "C1", name: "general", created: 1e300, creator: {} }] }, named],
    ["people without ids and people twice", { "users.json": [null, {}, 5, ...people("T1"), ...people("T2")] }, named],
    ["no people", { "users.json": undefined }, unnamed],
    ["people who are no list", { "users.json": { UANA: {} } }, unnamed],
    ["a list of channels that is none", { "groups.json": {}, "dms.json": null }, named],
    [
      "files of Slack's that hold no messages",
      { "canvases.json": [{ id: "F1" }], "general/canvas.json": [{ id: 1 }] },
      named,
    ],
  ])("%s", async (name, overrides, authors) => {
    const messages = [said(0, `hello with ${name}`), said(1, "hi", { user: "UBEN" })];
    const { report, read } = await bring(oneChannel(messages, overrides));
    expect(read.general).toEqual([`${authors[0]}: hello with ${name}`, `${authors[1]}: hi`]);
    expect(isIncomplete(report)).toBe(false);
  });

  test("characters that are no UTF-8 come as such and are told of, and UTF-16 is read", async () => {
    const file = (name: string, content: unknown): RawFile => ({ name: Buffer.from(name), content });
    const bytes = (text: string, encoding: BufferEncoding) => Buffer.from(text, encoding);
    const path = await writeRawZip([
      file("users.json", people(newId("workspace"))),
      file("channels.json", [{ id: "C1", name: "general" }]),
      file("general/2026-01-02.json", bytes(JSON.stringify([said(0, "caf\xe9")]), "latin1")),
      file("general/2026-01-03.json", bytes(`\uFEFF${JSON.stringify([said(9, "café")])}`, "utf16le")),
    ]);
    const { read, text } = await bring(path);
    expect(read.general).toEqual(["Ana: caf\uFFFD", "Ana: café"]);
    expect(text).toMatch(
      /files with characters that are no UTF-8, which came as “\uFFFD”: 1 \(general\/2026-01-02\.json\)/,
    );
  });

  test("messages with absurd dates come, or are counted", async () => {
    const dates = ["9999999999.999999", "0.000001", "1e99", "-5", 1e300, "", null];
    const { read, report } = await bring(oneChannel(dates.map((ts) => said(0, `at ${ts}`, { ts, edited: { ts } }))));
    expect(read.general).toEqual(["Ana: at 0.000001", "Ana: at 9999999999.999999"]);
    expect(report.counts.conversations.get("C1")?.omitted.timeless?.count).toBe(5);
  });

  test("messages come from files of any name, within an object, and with times as numbers", async () => {
    const { read, report } = await bring(
      oneChannel([], {
        "general/2026-01-02.json": { messages: [{ ...said(0, "in an object"), ts: begin + 1 }] },
        "general/all.json": [said(5, "in a file of its own name")],
      }),
    );
    expect(read.general).toEqual(["Ana: in an object", "Ana: in a file of its own name"]);
    expect(report.strayFolders.size).toBe(0);
  });

  test("entries that are no messages and odd pieces of messages are counted by themselves", async () => {
    const { read, text } = await bring(
      oneChannel([
        null,
        "words",
        said(0, 42),
        said(1, "odd", {
          attachments: [7, { text: "kept" }, { fields: [{ title: "t", value: { a: 1 } }] }],
          files: "none",
        }),
        said(2, "reacted", { reactions: [{ name: "tada", users: ["UBEN", null] }, { users: ["UBEN"] }, 3] }),
      ]),
    );
    expect(read.general).toEqual(["Ana: 42", "Ana: odd\n\n> kept\n> **t**", "Ana: reacted"]);
    expect(text).toMatch(/left out entries that are no messages: 2 \(general\/2026-01-02\.json, item 1, /);
    expect(text).toMatch(
      /Left out +parts of messages that cannot be read: 5 \(general \d+\.000100, general \d+\.000100\b/,
    );
    expect(text).toMatch(/Reactions +1\n/);
  });
});

describe("conversations", () => {
  test("are as private as the most private that their list and they themselves say", async () => {
    const { read, report } = await bring(
      oneChannel([], {
        "channels.json": [
          { id: "C1", name: "secret", is_private: true, members: ["UANA"] },
          { id: "D1", is_im: "true", members: ["UANA", "UBEN"] },
        ],
        "general/2026-01-02.json": undefined,
        "secret/2026-01-02.json": [said(0, "psst")],
        "D1/2026-01-02.json": [said(1, "us")],
      }),
    );
    expect(read).toMatchObject({ secret: ["Ana: psst"], "with Ana and Ben": ["Ana: us"] });
    const workspace_id = await workspaceOf(report);
    const rows = await importing.database.prisma.channel.findMany({ where: { name: "secret", workspace_id } });
    expect(rows.map(({ kind }) => kind)).toEqual(["private"]);
  });

  test("of one name have the folders of their ids, and the folder of the name is the other's", async () => {
    const { read } = await bring(
      oneChannel([], {
        "channels.json": [{ id: "C1", name: "ops" }],
        "groups.json": [{ id: "G1", name: "ops", members: ["UANA"] }],
        "general/2026-01-02.json": undefined,
        "ops/2026-01-02.json": [said(0, "private words")],
        "C1/2026-01-02.json": [said(1, "public words")],
      }),
    );
    expect(read).toMatchObject({ ops: ["Ana: public words"], "ops-2": ["Ana: private words"] });
  });

  test("that share one folder are told of, and the more private one has it", async () => {
    const { read, text } = await bring(
      oneChannel([], {
        "channels.json": [{ id: "C1", name: "ops" }],
        "groups.json": [{ id: "G1", name: "ops", members: ["UANA"] }],
        "general/2026-01-02.json": undefined,
        "ops/2026-01-02.json": [said(0, "whose?")],
      }),
    );
    expect(read).toMatchObject({ ops: [], "ops-2": ["Ana: whose?"] });
    expect(text).toMatch(/2 conversations share the folder ops: its messages go to G1\./);
  });

  test("about a canvas are private to those who wrote in them, and no fault", async () => {
    const { read, report } = await bring(
      oneChannel([said(0, "hello")], { "FC:F07ABC:Weekly Sync/2026-01-02.json": [said(1, "nice canvas")] }),
    );
    expect(read["canvas-weekly-sync"]).toEqual(["Ana: nice canvas"]);
    expect(isIncomplete(report)).toBe(false);
    const where = { name: "canvas-weekly-sync", workspace_id: await workspaceOf(report) };
    const channel = await importing.database.prisma.channel.findFirstOrThrow({ where });
    const members = await importing.database.prisma.channelMember.count({ where: { channel_id: channel.id } });
    expect(members).toBe(1);
  });
});

test("people of another team write no more than what they wrote: they are no members, and have no address to sign in with", async () => {
  const team = newId("workspace");
  const users = [
    ...people(team),
    { id: "UFAR", team_id: "TFAR", is_restricted: true, name: "far", profile: { email: "far@far.example" } },
    { id: "USTR", team_id: team, is_stranger: true, name: "str", profile: { email: "str@far.example" } },
  ];
  const { report, text } = await bring(
    oneChannel([said(0, "from far", { user: "UFAR" }), said(1, "from a stranger", { user: "USTR" })], {
      "users.json": users,
    }),
  );
  const members = await importing.database.prisma.member.findMany({
    where: { workspace_id: await workspaceOf(report), display_name: { in: ["far", "str"] } },
  });
  expect(members).toHaveLength(2);
  expect(members.every(({ left_at }) => left_at !== null)).toBe(true);
  expect(await importing.database.prisma.user.count({ where: { email: { endsWith: "@far.example" } } })).toBe(0);
  expect(text).toMatch(/2 of another Slack workspace, as authors without access/);
});

describe("an organisation's export", () => {
  const files = () => {
    const organisation = `E${newId("workspace")}`;
    const users = people(organisation);
    const team = (name: string, text: string) => ({
      [`teams/${name}/users.json`]: users.map((user, index) => ({
        ...user,
        team_id: `T${name}${organisation}`,
        real_name: `${index}`,
      })),
      [`teams/${name}/channels.json`]: [{ id: "C1", name: "general" }],
      [`teams/${name}/general/2026-01-02.json`]: [said(0, text)],
    });
    return {
      "org_users.json": users,
      "channels.json": [{ id: "CALL", name: "everybody" }],
      "dms.json": [{ id: "D1", members: ["UANA", "UBEN"] }],
      "everybody/2026-01-02.json": [said(3, "to all")],
      "D1/2026-01-02.json": [said(4, "between us")],
      ...team("east", "from the east"),
      ...team("west", "from the west"),
    };
  };

  test("becomes one workspace for each team and one for what they share, with one account for each person", async () => {
    const source = files();
    const users = await importing.database.prisma.user.count();
    const reports = await importing.bringAll(source);
    expect(new Set(reports.map(({ workspace }) => workspace.slug)).size).toBe(3);
    const read = await Promise.all(
      reports.map(({ workspace }) => readOverRest(importing.database, server.url, workspace.slug)),
    );
    expect(read).toMatchObject([
      { everybody: ["Ana: to all"], "with Ana and Ben": ["Ana: between us"] },
      { general: ["Ana: from the east"] },
      { general: ["Ana: from the west"] },
    ]);
    expect(await importing.database.prisma.user.count()).toBe(users + 2);
    expect(describeReports(reports, { dryRun: false, seconds: 1 })).toMatch(/\nAdded 4 messages in 1 s\.\n$/);
    for (const again of await importing.bringAll(source)) expect(again.added).toEqual({});
  });

  test("goes into one workspace with --workspace", async () => {
    const made = await importing.bring(oneChannel([said(0, "first")]));
    const options = { workspaceSlug: made.workspace.slug };
    const source = files();
    await importing.bringAll(source, options);
    const read = await readOverRest(importing.database, server.url, made.workspace.slug);
    expect(read).toMatchObject({
      general: ["Ana: first"],
      "general-2": ["Ana: from the east"],
      "general-3": ["Ana: from the west"],
      everybody: ["Ana: to all"],
    });
    for (const again of await importing.bringAll(source, options)) expect(again.added).toEqual({});
  });
});

describe("threads", () => {
  test("go on below a root that an earlier export brought", async () => {
    const team = { "users.json": people(newId("workspace")) };
    const january = await importing.bring(oneChannel([said(0, "root", { thread_ts: at(0) })], team));
    const february = oneChannel([said(100, "later", { user: "UBEN", thread_ts: at(0) })], team);
    expect((await importing.bring(february)).counts.orphans).toBe(0);
    const read = await readOverRest(importing.database, server.url, january.workspace.slug);
    expect(read.general).toEqual(["Ana: root", "> Ben: later"]);
  });

  test("find a root whose time stamp has fewer digits", async () => {
    const { read } = await bring(
      oneChannel([said(0, "root", { ts: `${begin}.1` }), said(5, "reply", { thread_ts: `${begin}.100000` })]),
    );
    expect(read.general).toEqual(["Ana: root", "> Ana: reply"]);
  });
});

test("what is beyond a limit is counted as that, and not as something else", async () => {
  const users = Array.from({ length: 120 }, (_, index) => ({ id: `U${index}`, name: `person-${index}` }));
  const { text } = await bring(
    oneChannel(
      [
        said(0, "custom", { reactions: [{ name: "our-logo", users: ["UANA"], count: 1 }] }),
        said(1, "some unnamed", { reactions: [{ name: "tada", users: ["UANA"], count: 8 }] }),
        said(2, users.map(({ id }) => `<@${id}>`).join(" ")),
        said(3, "x".repeat(40_001)),
        said(4, "", { files: [{ id: "F1", mode: "tombstone" }], blocks: [{ type: "hologram" }] }),
        said(5, "words", { bot_id: "B1", blocks: [{ type: "hologram" }, { type: "header", text: { text: "Head" } }] }),
      ],
      { "users.json": [...people(newId("workspace")), ...users] },
    ),
  );
  expect(text).toMatch(/reactions with emoji of the Slack workspace's own: 1 \(general/);
  expect(text).toMatch(/reactions of people whom the export does not name: 7 \(general/);
  expect(text).toMatch(/people called beyond the 100 whom a message may call: 20 \(general/);
  expect(text).toMatch(/messages cut at the 40,000 characters that one may have: 1 \(general/);
  expect(text).toMatch(/blocks of messages of a kind that is not known: 1 \(general/);
  expect(text).toMatch(/left out messages without content: 1 \(1767312004\.000100\)/);
});

test("more different reactions than a message may have are counted, and the rest come", async () => {
  const report = await importing.bring(slackCase("13-standard-emoji-reactions"));
  const { reactionsBeyond, ownEmoji } = report.counts.losses;
  const known = report.reactions + (reactionsBeyond?.count ?? 0) + (ownEmoji?.count ?? 0);
  expect(reactionsBeyond?.count).toBeGreaterThan(0);
  // Somebody who reacted with two names of one emoji reacted once.
  expect(known).toBeGreaterThanOrEqual(53 + 3 + 12);
  expect((await importing.bring(slackCase("13-standard-emoji-reactions"))).added).toEqual({});
});

test("every message of an export that holds all kinds of them comes or is counted", async () => {
  const { read, report, text } = await bring(slackCase("20-subtype-and-block-zoo"));
  const lines = read.general?.join("\n") ?? "";
  for (const words of [
    "api",
    "[Roll back](https://ci.example/rollback)",
    "**Duration**",
    "inside attachment blocks",
    "[plan.pdf](https://x.slack.com/files/F9)",
    "[shot.png](https://files.slack.com/files-pri/T-F10/shot.png)",
    "hello from the transcript",
    "this is my comment",
    ":wave::skin-tone-3:",
    "H1 ¦ H2\na ¦ b",
    "[Zoom](https://zoom.example/j/1)",
    "[a chart](https://img.example/a.png)",
    "[avatar](https://img.example/b.png)",
    "[slack file image](https://files.slack.com/x.png)",
    "# Title\n**bold** and [link](https://a.example)",
    "2. second main\n   ",
  ])
    expect(lines).toContain(words);
  expect(lines).not.toMatch(/xoxe|This content can't be displayed/);
  const { found, brought, omitted } = report.counts.conversations.get("C1") ?? { found: 0, brought: 0, omitted: {} };
  expect(found).toBe(54);
  expect(brought + Object.values(omitted).reduce((sum, { count }) => sum + count, 0)).toBe(54);
  expect(text).toMatch(/left out records of edits and deletions: 3 /);
  expect(text).toMatch(/Left out +files that Slack no longer had: \d/);
});

describe("older history that comes later", () => {
  test("is counted as out of order, and a fresh workspace has it in order", async () => {
    const recent = await importing.bring(slackCase("19a-recent-then"));
    const whole = slackCase("19b-whole-history");
    const dry = await importing.bring(whole, { dryRun: true });
    expect(dry.outOfOrder).toEqual({ general: 2 });
    expect(describeReport(dry, { dryRun: true, seconds: 1 })).toMatch(
      /Out of order +messages that are older than what is here already, and would stand after it: 2 \(general 2\); --fresh brings the whole export into a new workspace, in order\n/,
    );
    const fresh = await importing.bring(whole, { isFresh: true });
    expect(fresh).toMatchObject({ workspace: { isNew: true }, outOfOrder: {}, items: { message: { added: 4 } } });
    expect(fresh.workspace.slug).not.toBe(recent.workspace.slug);
    expect((await readOverRest(importing.database, server.url, fresh.workspace.slug)).general).toEqual([
      "Ana: old root",
      "> Ben: reply to old root",
      "Ana: old 2",
      "Ana: new 1",
    ]);
    expect(await importing.bring(whole)).toMatchObject({ workspace: { slug: fresh.workspace.slug }, added: {} });
  });
});

describe("an archive that is made to fill the memory is refused in one sentence", () => {
  async function refusal(path: string): Promise<string> {
    return openSlackExport(path).then(
      () => "accepted",
      (error: Error) => error.message,
    );
  }

  test("by many files that pack too well, each of them small", async () => {
    const days = Array.from({ length: 30 }, (_, index) => [
      `general/2026-01-${10 + index}.json`,
      `[${" ".repeat(1_000_000)}]`,
    ]);
    expect(await refusal(await writeZip(oneChannel([], Object.fromEntries(days))))).toMatch(
      /^\/.+\/acme slack export 2024\.zip: the archive unpacks to more than 200 times its size: this is no Slack export$/,
    );
  });

  test("by lists in lists, however well they pack", async () => {
    const noise = Array.from({ length: 60_000 }, (_, index) => `"${index}-${(index * 7919) % 104_729}"`).join(",");
    const nested = `[${noise},${"[],".repeat(6_500_000)}[]]`;
    expect(await refusal(await writeZip(oneChannel([], { "groups.json": nested })))).toMatch(
      /^groups\.json: the file has more lists and fields than fit into memory: this is no Slack export$|^\S.*: the (?:file|archive) unpacks to more than 200 times/,
    );
  });
});

test("an archive whose paths are written with backslashes is read", async () => {
  const file = (name: string, content: unknown): RawFile => ({ name: Buffer.from(name), content });
  const path = await writeRawZip([
    file("users.json", people(newId("workspace"))),
    file("channels.json", [{ id: "C1", name: "general" }]),
    file("general\\2026-01-02.json", [said(0, "from Windows")]),
  ]);
  expect((await bring(path)).read.general).toEqual(["Ana: from Windows"]);
});

test("the log tells the same as the tables after all of that", async () => {
  expect(await verifyLogs(importing.database.pool)).toMatchObject({ differences: [] });
});

test("somebody whose name a deleted bot had is given it, and what the bot wrote keeps it", async () => {
  const { database, world } = importing;
  const bot_id = newId("user");
  const person = { display_name: "Deploy", handle: "deploy", avatar_url: null };
  await database.prisma.user.create({ data: { id: bot_id, kind: "bot", ...person } });
  await world.as(world.ownerId, { type: "bot.create", input: { bot_id, person, service: false } });
  const bring = async (display_name: string) => {
    const team = [{ id: newId("user"), team_id: newId("workspace"), name: "deploy", profile: { display_name } }];
    await importing.bring(oneChannel([said(0, display_name)], { "users.json": team }));
    return (await database.prisma.member.findFirstOrThrow({ where: { display_name } })).handle;
  };
  expect(await bring("Before")).toBe("deploy-2");
  await world.as(world.ownerId, { type: "bot.delete", input: { bot_id } });
  expect(await bring("After")).toBe("deploy");
  expect(await bring("Later")).toBe("deploy-3");
  expect(await database.prisma.member.findFirst({ where: { user_id: bot_id } })).toMatchObject({ handle: "deploy" });
});

test("a message with very many odd pieces is read in good time, and each of them is counted", async () => {
  const odd = Array.from({ length: 200_000 }, () => 1);
  const { read, text } = await bring(oneChannel([said(0, "odd", { reactions: odd, blocks: odd })]));
  expect(read.general).toEqual(["Ana: odd"]);
  expect(text).toMatch(/Left out +parts of messages that cannot be read: 400,000 \(general/);
});

test("a day without a single character holds no messages", async () => {
  const files = { "general/2026-01-03.json": "", "general/2026-01-04.json": " \n" };
  const { report, read } = await bring(oneChannel([said(0, "a day before")], files));
  expect(read.general).toEqual(["Ana: a day before"]);
  expect(isIncomplete(report)).toBe(false);
});

test("a count of reactions that no message can have is not believed", async () => {
  const count = (written: unknown, second: number) =>
    said(second, "hi", { reactions: [{ name: "tada", users: ["UANA"], count: written }] });
  const { text } = await bring(oneChannel([count(1e308, 0), count("99999999999", 1), count(-7, 2), count(3, 3)]));
  expect(text).toMatch(/reactions of people whom the export does not name: 2 \(general 1767312003/);
});

test("a file without an address that may be published comes as its name, and is counted as that", async () => {
  const files = [
    { name: "local.png", url_private: "attachments/F1-local.png" },
    { name: "both.png", permalink: "attachments/F2-both.png", url_private: "https://files.example/both.png" },
    { name: "none.png" },
  ];
  const { read, text } = await bring(oneChannel([said(0, "", { files })]));
  expect(read.general).toEqual(["Ana: local.png\n[both.png](https://files.example/both.png)\nnone.png"]);
  expect(text).toMatch(/Files, as links +1\n/);
  expect(text).toMatch(
    /addresses of files that are missing or secret, so that only the file’s name comes: 2 \(general/,
  );
});

test("people and channels with invisible names get a visible one, and a text that shows nothing is none", async () => {
  const { read, text } = await bring(
    oneChannel([said(0, "\u200B\u2060"), said(1, "seen", { user: "UGHOST" })], {
      "users.json": [
        ...people(newId("workspace")),
        { id: "UGHOST", name: "ghost", profile: { display_name: "\u200B" } },
      ],
    }),
  );
  expect(read.general).toEqual([expect.stringMatching(/^ghost(?:-\d+)?: seen$/)]);
  expect(text).toMatch(/left out messages without content: 1 /);
});

test("texts and names are measured in characters, not in halves of them", async () => {
  const name = `a${"\u{20000}".repeat(90)}`;
  const { read, text } = await bring({
    "users.json": people(newId("workspace")),
    "channels.json": [{ id: "C1", name, members: ["UANA"] }],
    "C1/2026-01-02.json": [said(0, "\u{1F600}".repeat(40_000)), said(1, "\u{1F600}".repeat(40_001))],
  });
  expect(read[`a${"\u{20000}".repeat(79)}`]).toEqual([
    `Ana: ${"\u{1F600}".repeat(40_000)}`,
    `Ana: ${"\u{1F600}".repeat(39_999)}…`,
  ]);
  expect(text).toMatch(/messages cut at the 40,000 characters that one may have: 1 \(/);
});

test("a handle of a bot that has left is free, and the bot keeps what it wrote", async () => {
  const id = newId("workspace");
  const handle = `rel-${id.slice(-8)}`;
  const bot = { id: "UREL", team_id: id, name: handle, is_bot: true, deleted: true };
  const withBot = oneChannel([said(0, "built", { user: "UREL" })], { "users.json": [...people(id), bot] });
  await bring(withBot);
  const person = { id: "UREL", team_id: newId("workspace"), name: handle, profile: { display_name: "Rel" } };
  const { report } = await bring(oneChannel([said(0, "hi <@UREL>", { user: "UREL" })], { "users.json": [person] }));
  const user = await importing.database.prisma.user.findUniqueOrThrow({ where: { handle } });
  expect(user).toMatchObject({ kind: "human", display_name: "Rel" });
  const mentions = { workspace_id: await workspaceOf(report), body: `hi @${handle}` };
  expect(await importing.database.prisma.message.count({ where: mentions })).toBe(1);
  const again = await bring(withBot);
  expect(again.read.general).toEqual([expect.stringMatching(/^rel-\w+: built$/)]);
});
