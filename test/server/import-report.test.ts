import { afterAll, beforeAll, expect, test } from "vitest";
import { describeReport, isMismatched } from "../../src/cli/import-report";
import type { ImportOptions } from "../../src/server/import/import-slack";
import { at, slackFiles } from "../fixtures/slack-export";
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
  expect(first.text).toMatch(/\nAdded 19 messages in 1 s\.\n$/);

  const later = slackFiles({
    "general/2024-01-04.json": [
      { user: "UBOB", text: "news", ts: at(200_000), reactions: [{ name: "+1", users: ["UALICE"] }] },
    ],
  });
  expect((await told(later, { dryRun: true })).text).toMatch(/Would add +1 message, 1 reaction\n/);
  const second = await told(later);
  expect(second.text).toMatch(/Added +1 message, 1 reaction\n/);
  expect(second.text).toMatch(
    /Left as they are here +9 people, 3 channels, 2 direct conversations, \d+ memberships, 19 messages, 3 reactions\n/,
  );
  expect(second.text).toMatch(/\nAdded 1 message in 1 s\.\n$/);

  const members = ["UALICE", "UBOB", "UDEPLOY"];
  const third = await told(slackFiles({ "groups.json": [{ id: "GSECRET", name: "secret", members }] }));
  expect(third.text).toMatch(/\nAdded 1 membership in 1 s\.\n$/);
  expect((await told(later)).text).toMatch(/\nNothing was added: all of it was here already\.\n$/);
});

test("names a folder that no list names, which alone is no fault", async () => {
  const { report, text } = await told(slackFiles(), { dryRun: true });
  expect(text).toMatch(/Not imported +folders of messages that no list of the export names: 1 \(forgotten\)\n/);
  expect(isMismatched(report)).toBe(false);
});

test("brings the messages of channels whose names are not ASCII", async () => {
  const { report, text } = await told(slackCase("01-utf8-names-without-flag"));
  expect(text).toMatch(/\nAdded 5 messages in 1 s\.\n$/);
  expect(report).toMatchObject({ strayFolders: [], withoutFolder: [] });
});

test("publishes no token of the export", async () => {
  const { report } = await told(slackCase("04-file-token"));
  expect(report.items.message).toEqual({ found: 1, added: 1 });
  const { rows } = await importing.database.pool.query(
    "select payload::text from events where payload::text ~* 'xox|token='",
  );
  expect(rows).toEqual([]);
});
