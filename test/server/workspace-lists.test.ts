import { afterAll, beforeAll, expect, test } from "vitest";
import type { Ephemeral } from "../../src/domain/ephemerals/rules";
import { openBell } from "../../src/server/bell/bell";
import { createExecute } from "../../src/server/log/execute";
import { createHotStates } from "../../src/server/log/hot-states";
import { createLog } from "../../src/server/log/log";
import { createMetrics } from "../../src/server/metrics/metrics";
import { createWorld, joinAs, testContext, type World } from "../support/app";
import { createTestDatabase } from "../support/database";
import { openServer, type Person, type Served, serve } from "../support/served";
import { type Inbox, openEphemerals } from "../support/streams";

let served: Served;
let beside: Awaited<ReturnType<typeof openServer>>;
let ada: Person;
let ben: Person;
const closing: (() => unknown)[] = [];

beforeAll(async () => {
  const database = await createTestDatabase();
  const settings = { DATABASE_URL: database.url };
  served = await serve(database, settings);
  beside = await openServer(database, settings);
  ada = await served.person("ada");
  ben = await served.person("ben");
});

afterAll(async () => {
  for (const close of closing) await close();
  await beside.close();
  await served.close();
});

/** What somebody hears in the first workspace of their own lists of workspaces. */
async function listen({ token }: { token: string }, url = served.url): Promise<Inbox<Ephemeral>> {
  const inbox = await openEphemerals(url, { token, workspaceId: served.world.workspaceId, type: "workspaces.changed" });
  closing.push(inbox.close);
  return inbox;
}

test("a person who comes to a workspace, leaves it or gets another role, and everybody when it is renamed, hears of it alone, on each device and at every process", async () => {
  const heard = {
    ada: await listen(ada),
    device: await listen(await served.signIn(ada.userId), beside.url),
    ben: await listen(ben),
    bot: await listen(await served.bot("robot")),
  };
  // A command beside the servers, such as an import.
  const { env, logger } = served.app.context;
  const bell = openBell({
    env,
    databaseUrl: served.database.url,
    isVisitor: true,
    redis: null,
    logger,
    metrics: createMetrics().messenger,
  });
  const context = testContext(served.database, { bell });
  const writer = createExecute(context, {
    log: createLog(served.database.pool),
    states: createHotStates(served.database.pool),
  });
  const other: World = await createWorld(served.database, writer.execute);
  const { user_id, ...person } = { user_id: ada.userId, display_name: "Ada", handle: "ada", avatar_url: null };
  const invite = { role: "member" as const, channel_ids: [], max_uses: null };
  const made = await other.as(other.ownerId, { type: "invite.create", input: invite });
  const invite_id = made.events[0]?.type === "invite.created" ? made.events[0].payload.invite_id : "";
  const count = { ada: 0 };
  const until = async (act: () => Promise<unknown>) => {
    count.ada += 1;
    await act();
    for (const inbox of [heard.ada, heard.device]) {
      const all = await inbox.until((told) => told.length >= count.ada);
      expect(all.at(-1)).toMatchObject({
        workspace_id: served.world.workspaceId,
        actor_id: ada.userId,
        payload: { user_id: ada.userId, workspace_id: other.workspaceId },
      });
    }
  };
  await until(() => other.as(user_id, { type: "invite.accept", input: { invite_id, person } }));
  await until(() => other.as(other.ownerId, { type: "member.change_role", input: { user_id, role: "moderator" } }));
  await until(() => other.as(other.ownerId, { type: "workspace.update", input: { name: "Renamed" } }));
  await until(() => other.as(other.ownerId, { type: "member.remove", input: { user_id } }));
  // Of what others do there, and of what is written, nobody hears; the last word comes after all of that.
  await other.as(other.ownerId, { type: "workspace.update", input: { name: "Without Ada" } });
  await joinAs(other, served.database, { handle: "zoe" });
  await served.app.execute(
    served.world.workspaceId,
    { type: "workspace.update", input: { name: "Acme again" } },
    { actor: { user_id: served.owner.userId } },
  );
  const all = await heard.ada.until((told) => told.length > count.ada);
  expect(all.map(({ payload }) => payload.workspace_id)).toEqual([
    ...Array(count.ada).fill(other.workspaceId),
    served.world.workspaceId,
  ]);
  const bens = await heard.ben.until((told) => told.length > 0);
  expect(bens.map(({ payload }) => payload.workspace_id)).toEqual([served.world.workspaceId]);
  expect(heard.bot.items).toEqual([]);
  await writer.close();
  await bell.close();
});
