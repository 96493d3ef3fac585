import { afterAll, expect, test } from "vitest";
import type { Database } from "../../src/server/db/client";
import { restoreInto, takeBackup } from "../support/backup";
import { createTestDatabase } from "../support/database";
import { openServer, serve } from "../support/served";
import { openEventStream, openSocket, openTrpc, poll } from "../support/streams";

const served = await serve(await createTestDatabase());
const bob = await served.person("bob");
const workspace_id = served.world.workspaceId;
const opened: Database[] = [];

afterAll(async () => {
  await served.close();
  for (const database of opened) await database.close();
});

/** What every door that reads the log after a cursor says of it. */
async function refusals(url: string, cursor: string): Promise<readonly string[]> {
  const { token } = bob;
  const sockets = [{}, { v: "2" }].map((version) =>
    openSocket(url, { token, query: { workspace_id, after_cursor: cursor, ...version } }),
  );
  const closed = sockets.map(async (socket) => `${await socket.ended} ${socket.reason()}`);
  const stream = await openEventStream(url, { token, query: { workspace_id, resume_point: cursor } });
  const polled = await poll(url, { token, query: { workspace_id, after_cursor: cursor } });
  const { trpc, close } = openTrpc(url, { token });
  const subscribed = new Promise<string>((resolve) => {
    trpc.realtime.events.subscribe({ workspace_id, after: cursor }, { onError: ({ message }) => resolve(message) });
  });
  const said = [...(await Promise.all(closed)), await stream.ended, JSON.stringify(polled), await subscribed];
  close();
  return said;
}

const bootAgain = "Boot again and go on from its resume_point.";

test("every door says of a cursor that no event has had yet that it is ahead, and where the log ends", async () => {
  const head = await served.app.log.head(workspace_id);
  for (const cursor of [String(head + 1), "900000", "1000000000001", "999999999999999"])
    for (const said of await refusals(served.url, cursor))
      expect(said).toContain(`This cursor is ahead of the log, which ends at ${head}. ${bootAgain}`);
});

test("every door says of a cursor that another program gave out that this server never gave it out", async () => {
  const said = await refusals(served.url, "cur_0001abc");
  for (const one of said.slice(0, 4)) expect(one).toContain(`This server never gave out this cursor. ${bootAgain}`);
});

test("every door says of a cursor from before a restore that the log was restored", async () => {
  const file = await takeBackup(served.database);
  const database = await createTestDatabase();
  opened.push(database);
  await restoreInto(database, file, { epochMin: 1 });
  const restored = await openServer(database);
  const lost = String((await served.app.log.head(workspace_id)) + 5);
  for (const said of await refusals(restored.url, lost))
    expect(said).toContain(`This cursor is from before the log was restored. ${bootAgain}`);
  await restored.close();
});
