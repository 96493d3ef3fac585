import { randomUUID } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { loadNeeds, questions } from "../../src/server/log/load-needs";
import { tables } from "../../src/server/store/tables";
import { createTestDatabase } from "../support/database";

const database = await createTestDatabase();
afterAll(() => database.close());

test.each(questions)("an index of the database answers what a command asks of $kind by $index", async (question) => {
  const { rows } = await database.pool.query<{ leading: string }>(
    `select attname as leading from pg_index join pg_attribute on attrelid = indrelid and attnum = indkey[0]
     where indrelid = $1::regclass and indpred is null`,
    [tables[question.kind].name],
  );
  expect(rows.map(({ leading }) => leading)).toContain(question.index);
});

test("a command is decided on the rows of its own workspace alone", async () => {
  const channel_id = randomUUID();
  const pinned_at = new Date();
  for (const workspace_id of ["wsp_own", "wsp_other"])
    await database.prisma.pin.create({
      data: { workspace_id, channel_id, message_id: `msg_${workspace_id}`, pinned_by: "usr", pinned_at, cursor: 1 },
    });
  const { store } = await loadNeeds(database.pool, {
    workspaceId: "wsp_own",
    needs: [{ found: [{ kind: "pin", index: "channel_id", value: channel_id }] }],
    keyIds: [],
  });
  expect(store.find("pin", "channel_id", channel_id).map(({ workspace_id }) => workspace_id)).toEqual(["wsp_own"]);
});
