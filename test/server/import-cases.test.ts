import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeReports, isIncomplete } from "../../src/cli/import-report";
import type { ImportOptions } from "../../src/server/import/import-slack";
import type { ImportReport } from "../../src/server/import/report";
import { verifyLogs } from "../../src/server/log/verify";
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

type Source = string | Record<string, unknown>;

/** Imports twice, and answers what the first told and what people read; the second adds nothing and changes nothing. */
async function twice(source: Source, options: ImportOptions = {}) {
  const reports = await importing.bringAll(source, options);
  const slugs = [...new Set(reports.map(({ workspace }) => workspace.slug))];
  const read = async () => {
    const all: Record<string, string[]> = {};
    for (const slug of slugs) Object.assign(all, await readOverRest(importing.database, server.url, slug));
    return all;
  };
  const first = await read();
  for (const again of await importing.bringAll(source, { ...options, isFresh: false })) expect(again.added).toEqual({});
  expect(await read()).toEqual(first);
  for (const report of reports) expectAllCounted(report);
  return { reports, read: first, text: describeReports(reports, { dryRun: false, seconds: 1 }) };
}

/** All that is in the export was brought, or is left out for a reason. */
function expectAllCounted({ counts }: ImportReport): void {
  for (const { found, brought, omitted } of counts.conversations.values()) {
    const left = Object.values(omitted).reduce((sum, { count }) => sum + count, 0);
    expect(brought + left).toBe(found);
  }
}

type Case = {
  readonly source: Source;
  /** What people read, by the conversation. */
  readonly read: Record<string, readonly string[]>;
  /** Lines of the report, as far as this case is about them. */
  readonly told?: readonly RegExp[];
  readonly isIncomplete?: boolean;
};

const hello = ["Ana: hello", "Ben: hi"];

const cases: Record<string, Case> = {
  "times as texts": { source: slackCase("03-created-as-string"), read: { general: hello } },
  "a program's blocks rather than its fallback": {
    source: slackCase("04b-bot-blocks-behind-fallback"),
    read: { general: ["deploy: **Deploy finished**\n**api** went out: [build 42](https://ci.example/42)"] },
  },
  "a list within a list": {
    source: slackCase("04c-nested-ordered-list"),
    read: {
      general: ["Ana: list:\n\n1. main 1\n    - nested 1\n    - nested 2\n2. main 2\n    1. nested"],
    },
  },
  "what was said about a file, by who said it": {
    source: slackCase("04d-file-comment"),
    read: {
      general: [expect.stringMatching(/^Ana: @ana(-\d+)? commented on @ben(-\d+)?’s file \[a\.txt\]\(\S+F1\): nice$/)],
    },
  },
  "labels with a bar": {
    source: slackCase("04e-link-label-with-bar"),
    read: {
      general: [
        "Ana: [Post title | Blog name](https://blog.example/post) was published",
        "Ana: [+1 555 0100](tel:+15550100)",
      ],
    },
  },
  "the files of a shared message": {
    source: slackCase("04f-files-in-attachment"),
    read: { general: ["Ana: look\n\n> Ben\n> see this\n> [plan.pdf](https://x.slack.com/files/F9)"] },
    told: [/Files, as links +1\n/],
  },
  "a program's Markdown": {
    source: slackCase("04g-markdown-block"),
    read: { general: ["assistant: # Title\n**bold** [link](https://a.example)"] },
  },
  "a number in an attachment": {
    source: slackCase("05-attachment-field-number"),
    read: {
      general: ["Ana: before", "alerts: > **Disk full**\n> **Usage** 97\n> **Host** db-1", "Ana: after"],
    },
  },
  "folders named by id": { source: slackCase("07-folder-is-channel-id"), read: { general: hello } },
  "an organisation": {
    source: slackCase("10-enterprise-grid"),
    read: { general: hello },
    told: [/^Imported into Acme \(acme\S*, a new workspace\)/],
  },
  "a message without a time": {
    source: slackCase("15-one-message-without-ts"),
    read: { general: ["Ana: before", "Ana: after"] },
    told: [
      / {2}general {2}3 messages: 2 added; left out messages without a usable time stamp: 1 \(general\/2026-01-02\.json, item 2\)\n/,
      /\nAdded 2 messages in 1 s\. 1 message of the export is left out, as said above\.\n$/,
    ],
    isIncomplete: true,
  },
  "threads without their beginning, and two texts of one moment": {
    source: slackCase("16-threads-orphans-duplicates"),
    read: {
      general: [
        "Ana: the missing root",
        "> Ben: orphan broadcast",
        "Ana: root",
        "> Ben: reply 1",
        "> Ben: broadcast",
        "> Ana: reply to a reply",
        "> Ben: also here",
        "> Ben: reply next day",
        "^ Ben: broadcast",
        "Ana: plain",
        "Ben: orphan 1",
        "> Ana: orphan 2",
        "> Ben: orphan 3",
        "Ana: unrelated",
        "^ Ben: orphan broadcast",
        expect.stringMatching(/^Ben: _@ben(-\d+)? has joined the channel_$/),
        "> Ana: welcome!",
        "Slackbot: _This message was deleted._",
        "> Ana: reply to deleted",
        "Ana: late root",
        "> Ben: reply before root",
        "Ana: dup",
        "Ana: one of two with one ts",
        "Ben: two of two with one ts",
        "^ Ben: also here",
        "Ana: short form",
        "Ana: long form",
        "Ana: another",
      ],
      "project-x": ["Ana: same ts other channel"],
    },
    told: [/left out messages that the export holds twice: 2 \(1767312060\.000100, 1767312060\.000100\)\n/],
  },
  "people of another team, members who have left or are not named, and notes to oneself": {
    source: slackCase("17-dms-foreign-people-empty-members"),
    read: {
      general: ["Ana: hello"],
      connect: ["For Eigner: from foreign", "Stranger Danger: from stranger", "Ana: react"],
      "general-ops": ["Ana: ops"],
      général: ["Ana: accent"],
      "with Ana and Ben and Cat": ["Ana: mp 1", "Ana: mp 2", "Ana: mp 3", "Ana: same ts other mpim"],
      "with Ana and Ben": ["Ana: dm ana→ben", "Ben: second dm of the same two"],
      "with Ana": ["Ana: note to self", "Ana: alone mpim", "Ana: one member"].sort(),
      "with Ana and Slackbot": ["Slackbot: reminder"],
      "with Ana and Old Timer": ["Ana: to old", "Old Timer: from old"],
      "with Ana and UGHOST": ["UGHOST: from ghost"],
    },
    told: [
      /People +\d+ \(.*1 of another Slack workspace, as authors without access, 3 whom the export does not list, /,
      /Note +conversations that nobody here can read, since their members have left or are not named: 2 \(lonely, D7\)\n/,
    ],
  },
  "NUL characters": {
    source: slackCase("18-nul-in-bot-name"),
    read: { general: ["Ana: before", "ab: nul in username", "Ana: after"] },
  },
  "one channel in two lists": {
    source: slackCase("21-channel-in-two-lists"),
    read: { general: hello, ops: ["Ana: x"] },
    told: [/Note +Named twice, and taken as the more private of the two: ops\.\n/],
  },
};

describe("an export is read by people as it was written, once, and its report says so", () => {
  test.each(Object.entries(cases))("%s", async (_name, expected) => {
    const { reports, read, text } = await twice(expected.source);
    for (const [name, lines] of Object.entries(expected.read)) {
      const found = read[name] ?? [];
      expect(name === "with Ana" ? [...found].sort() : found).toEqual(lines);
    }
    for (const line of expected.told ?? []) expect(text).toMatch(line);
    expect(reports.some(isIncomplete)).toBe(expected.isIncomplete ?? false);
  });
});

test("the log tells the same as the tables after all of that", async () => {
  expect(await verifyLogs(importing.database.pool)).toMatchObject({ differences: [] });
});
