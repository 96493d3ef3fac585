import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { importSlack } from "../../src/server/import/import-slack";
import { omittedIn } from "../../src/server/import/ledger";
import { openSlackExport } from "../../src/server/import/slack-export";
import { createExecute } from "../../src/server/log/execute";
import { createHotStates } from "../../src/server/log/hot-states";
import { createLog } from "../../src/server/log/log";
import { createWorld, testContext } from "../support/app";
import { createTestDatabase } from "../support/database";

const zip = resolve("../shared/data/ubuntu-slack-export.zip");
const title = existsSync(zip)
  ? "212,416 messages of 21,162 people arrive whole, in order and once"
  : `the proof of size needs ${zip}, which is missing here: the fixture alone was imported`;

describe("the Ubuntu export", () => {
  test(title, { timeout: 300_000 }, async () => {
    if (!existsSync(zip)) return expect(existsSync(zip)).toBe(false);
    const database = await createTestDatabase();
    afterAll(() => database.close());
    const context = testContext(database);
    const states = createHotStates(database.pool);
    const writer = createExecute(context, { log: createLog(database.pool), states });
    const world = await createWorld(database, writer.execute);
    await database.prisma.installation.create({ data: { id: 1, owner_id: world.ownerId } });

    const { archive, parts } = await openSlackExport(zip);
    const [slack] = parts;
    if (!slack) throw new Error("there is no export");
    const report = await importSlack({ context, execute: writer.execute, states }, slack);
    archive.close();
    await writer.close();
    expect(report).toMatchObject({
      messages: 196_573,
      replies: 50_661,
      counts: { orphans: 0 },
    });
    expect(omittedIn(report.counts)).toMatchObject({ notices: 15_843, duplicate: 0, unreadable: 0 });
    expect(report.people.total).toBe(21_162);
    expect(report.added).toMatchObject({
      "message.created": 145_912,
      "thread.reply_created": 50_661,
      "member.joined": 21_162,
    });

    const { rows } = await database.pool.query(
      `select count(*)::int as events, max(events.cursor)::int as head, count(*) filter (where not imported)::int as live,
         (select count(*)::int from messages) as messages, (select count(*)::int from threads) as threads,
         (select count(*)::int from messages m join channels c on c.id = m.channel_id
            where extract(year from m.created_at)::text <> right(c.name, 4)) as misplaced
       from events join workspaces w on w.id = workspace_id where w.source = 'slack:T0UBUNTU'`,
    );
    expect(rows[0]).toMatchObject({ messages: 196_573, threads: 5_685, live: 4, misplaced: 0 });
    expect(rows[0].head).toBe(rows[0].events);
  });
});
