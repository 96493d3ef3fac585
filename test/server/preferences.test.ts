import { afterAll, beforeAll, expect, test } from "vitest";
import type { Ephemeral } from "../../src/domain/ephemerals/rules";
import { createTestDatabase } from "../support/database";
import { openServer, type Served, serve } from "../support/served";
import { type Inbox, openEphemerals } from "../support/streams";

let served: Served;
let beside: Awaited<ReturnType<typeof openServer>>;
const closing: (() => unknown)[] = [];

beforeAll(async () => {
  const database = await createTestDatabase();
  const settings = { DATABASE_URL: database.url };
  served = await serve(database, settings);
  beside = await openServer(database, settings);
});

afterAll(async () => {
  for (const close of closing) await close();
  await beside.close();
  await served.close();
});

async function listen({ token }: { token: string }, url = served.url): Promise<Inbox<Ephemeral>> {
  const inbox = await openEphemerals(url, {
    token,
    workspaceId: served.world.workspaceId,
    type: "preferences.updated",
  });
  closing.push(inbox.close);
  return inbox;
}

test("a person who changes their preferences hears of it on each of their devices, at every process, and nobody else does", async () => {
  const ada = await served.person("ada");
  const heard = {
    here: await listen(ada),
    elsewhere: await listen(await served.signIn(ada.userId), beside.url),
    ben: await listen(await served.person("ben")),
    bot: await listen(await served.bot("robot")),
  };
  const change = async (fields: object) => {
    const answer = await fetch(`${served.url}/api/me`, {
      method: "PATCH",
      headers: { authorization: `Bearer ${ada.token}`, "content-type": "application/json" },
      body: JSON.stringify(fields),
    });
    expect(answer.status).toBe(200);
  };
  // Another field of the account is no preference.
  await change({ status: "Writing" });
  await change({ preferences: { colour: "green" } });
  for (const inbox of [heard.here, heard.elsewhere]) {
    const all = await inbox.until((told) => told.length > 0);
    expect(all).toHaveLength(1);
    expect(all[0]).toMatchObject({ actor_id: ada.userId, payload: { user_id: ada.userId } });
    expect(JSON.stringify(all[0])).not.toContain("green");
  }
  expect([...heard.ben.items, ...heard.bot.items]).toEqual([]);
});
