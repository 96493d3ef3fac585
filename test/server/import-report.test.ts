import { afterAll, beforeAll, expect, test } from "vitest";
import { describeReport, describeWarnings, isIncomplete } from "../../src/cli/import-report";
import type { ImportOptions } from "../../src/server/import/import-slack";
import { openSlackExport } from "../../src/server/import/slack-export";
import { at, slackFiles } from "../fixtures/slack-export";
import { writeZip } from "../fixtures/slack-zip";
import { createTestDatabase } from "../support/database";
import { type Importing, openImporting, slackCase } from "../support/imports";

let importing: Importing;

beforeAll(async () => {
  importing = await openImporting(await createTestDatabase());
});

afterAll(() => importing.close());

async function told(source: string | Record<string, unknown>, options: ImportOptions = {}) {
  const report = await importing.bring(source, options);
  return {
    report,
    text: describeReport(report, { dryRun: options.dryRun ?? false, seconds: 1 }),
  };
}

test("says of each kind what it added and what it left as it is here, and nothing else at the end", async () => {
  const first = await told(slackFiles());
  expect(first.text).toMatch(
    /Added +9 people, 2 channels, 2 direct conversations, \d+ memberships, 19 messages, 3 reactions\n/,
  );
  expect(first.text).toMatch(/\nAdded 19 messages in 1 s\. 4 messages of the export are left out, as said above\.\n$/);

  const later = slackFiles({
    "general/2024-01-04.json": [
      { user: "UBOB", text: "news", ts: at(200_000), reactions: [{ name: "+1", users: ["UALICE"] }] },
    ],
  });
  expect((await told(later, { dryRun: true })).text).toMatch(/Would add at most +1 message, 1 reaction\n/);
  const second = await told(later);
  expect(second.text).toMatch(/Added +1 message, 1 reaction\n/);
  expect(second.text).toMatch(
    /Imported before, or here +9 people, 3 channels, 2 direct conversations, \d+ memberships, 19 messages, 3 reactions\n/,
  );
  expect(second.text).toMatch(/\nAdded 1 message in 1 s\. 4 messages of /);

  const members = ["UALICE", "UBOB", "UDEPLOY"];
  const third = await told(slackFiles({ "groups.json": [{ id: "GSECRET", name: "secret", members }] }));
  expect(third.text).toMatch(/\nAdded 1 membership in 1 s\. 4 messages of /);
  expect((await told(later)).text).toMatch(
    /\nNothing was added: all that it brings was imported before, or is here\. 4 messages of /,
  );
});

const words = [{ user: "UBOB", text: "nowhere", ts: at(22) }];

test.each([
  ["a folder that no list names", { "forgotten/2024-01-01.json": [...words, ...words] }, "2 (forgotten 2)"],
  [
    "several files of one",
    { "forgotten/2024-01-01.json": words, "forgotten/2024-01-02.json": words },
    "2 (forgotten 2)",
  ],
  ["a folder in a folder", { "forgotten/deep/2024-01-01.json": words }, "1 (forgotten 1)"],
  ["a folder within a channel's", { "general/deep/2024-01-01.json": words }, "1 (general/deep/2024-01-01.json 1)"],
  ["a file beside the folders", { "old.json": words }, "1 (old.json 1)"],
])("messages in %s are told of before anything is written, and are a fault", async (_what, files, title) => {
  const opened = await openSlackExport(await writeZip(slackFiles(files)));
  opened.archive.close();
  const line = "Messages in these folders or files belong to no channel and are left out";
  expect(describeWarnings(opened)).toBe(`${line}: ${title}.\n`);
  const { report, text } = await told(slackFiles(files), { dryRun: true });
  expect(text).toContain(`messages in folders or files that belong to no channel: ${title}\n`);
  expect(isIncomplete(report)).toBe(true);
});

test.each([
  ["of a folder that no list names", { "forgotten/2024-01-01.json": "[" }, "forgotten/2024-01-01.json"],
  ["of a day that holds no list", { "secret/2024-01-01.json": { a: 1 } }, "secret/2024-01-01.json"],
  ["of a channel", { "general/canvas.json": "[" }, "general/canvas.json"],
])(
  "a file %s that cannot be read is told of before anything is written, and is a fault",
  async (_what, files, path) => {
    const opened = await openSlackExport(await writeZip(slackFiles(files)));
    opened.archive.close();
    expect(describeWarnings(opened)).toBe(`These files cannot be read and are left out: 1 (${path}).\n`);
    const { report, text } = await told(slackFiles(files));
    expect(text).toContain(`files that cannot be read: 1 (${path})\n`);
    expect(text).toMatch(/ 1 file of the export cannot be read, as said above\.\n$/);
    expect(isIncomplete(report)).toBe(true);
  },
);

test("a name in the report can neither end a line nor steer the terminal", async () => {
  const names = ["red\u001B[31m", "turned\u202Ename", "two\nlines"];
  const { text } = await told({
    "users.json": [{ id: "UA", team_id: "TSTEER", name: "ana" }],
    "channels.json": names.map((name, index) => ({ id: `CSTEER${index}`, name })),
    ...Object.fromEntries(names.map((_name, index) => [`CSTEER${index}/2024-01-01.json`, words])),
    "stray\u009B/2024-01-01.json": words,
  });
  expect(text).not.toMatch(/(?!\n)\p{Cc}|\p{Bidi_Control}/u);
  expect(text).toContain("two\uFFFDlines  1 message");
});

test("an empty folder and an empty channel that do not belong together are no fault", async () => {
  const { report, text } = await told(slackFiles({ "secret/2024-01-01.json": undefined }), { dryRun: true });
  expect(text).toMatch(/Without messages +channels that have no folder in the export: 1 \(secret\)\n/);
  expect(isIncomplete(report)).toBe(false);
});

test("NUL characters are left out of names and texts, and counted", async () => {
  const bot = { bot_id: "B\0", username: "Build\0Bot", text: "do\0ne", ts: at(1) };
  const odd = { user: "UA", text: "a \\\\u0000 stays, a \\\0 goes", ts: at(2) };
  const { report, text } = await told({
    "users.json": [{ id: "UA", team_id: "TNUL", name: "a\0b", profile: { email: "a\0b@example.com" } }],
    "channels.json": [{ id: "CNUL", name: "nul", topic: { value: "to\0pic" } }],
    "nul/2024-01-01.json": [bot, odd],
  });
  expect(text).toMatch(/Left out +NUL characters, which no text may hold: 7\n/);
  expect(report.items.message.added).toBe(2);
  const { rows } = await importing.database.pool.query<{ body: string; display_name: string }>(
    `select body, display_name from messages join users on users.id = author_id
     where channel_id in (select id from channels where name = 'nul') order by messages.cursor`,
  );
  expect(rows.map(({ display_name }) => display_name)).toEqual(["BuildBot", "ab"]);
  expect(rows[0]?.body).toBe("done");
  expect(rows[1]?.body).toContain("u0000 stays");
});

test("brings the messages of channels whose names are not ASCII", async () => {
  const { report, text } = await told(slackCase("01-utf8-names-without-flag"));
  expect(text).toMatch(/\nAdded 5 messages in 1 s\.\n$/);
  expect(report).toMatchObject({ strayFolders: new Map(), withoutFolder: [] });
});

test("publishes no token of the export", async () => {
  const { report } = await told(slackCase("04-file-token"));
  expect(report.items.message).toEqual({ found: 1, added: 1 });
  const { rows } = await importing.database.pool.query(
    "select payload::text from events where payload::text ~* 'xox|token='",
  );
  expect(rows).toEqual([]);
});
