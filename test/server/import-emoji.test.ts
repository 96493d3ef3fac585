import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase } from "../support/database";
import { type Importing, openImporting, slackCase } from "../support/imports";

let importing: Importing;

beforeAll(async () => {
  importing = await openImporting(await createTestDatabase());
});

afterAll(() => importing.close());

test("reactions with Slack's standard emoji are brought as the emoji, and a second import brings none again", async () => {
  const first = await importing.bring(slackCase("13-standard-emoji-reactions"));
  expect(await emojiOn("standard emoji reactions")).toEqual(
    ["🏂", "🇫🇮", "👍", "🗓️", "🪢", "👪", "🆎", "🌀", "🏃‍♂️", "👨‍⚕️", "😵‍💫", "🍱"].sort(),
  );
  expect(await emojiOn("skin")).toEqual(["👍", "👍🏻"].sort());
  expect(await emojiOn("many emoji")).toHaveLength(50);
  const again = await importing.bring(slackCase("13-standard-emoji-reactions"));
  expect(first.items.reaction.added).toBeGreaterThan(60);
  expect(again.items.reaction.added).toBe(0);
});

/** What is stored on the message that begins so. */
async function emojiOn(words: string): Promise<string[]> {
  const { rows } = await importing.database.pool.query<{ emoji: string }>(
    `select distinct emoji from reactions join messages on messages.id = reactions.message_id where body like $1 || '%'`,
    [words],
  );
  return rows.map(({ emoji }) => emoji).sort();
}
