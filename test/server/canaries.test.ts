import { afterAll, beforeAll, test } from "vitest";
import { createUser } from "../support/app";
import { hideCanaries, sweep } from "../support/canaries";
import { createTestDatabase } from "../support/database";
import { openSession, type Served, serve } from "../support/served";

let served: Served;

beforeAll(async () => {
  served = await serve(await createTestDatabase());
});

afterAll(() => served.close());

// I9
test("no byte that any door sends holds what its reader may not see, and all that they may see is sent", async () => {
  const { database, url, world, owner } = served;
  const stranger = await openSession(database, await createUser(database, "stranger"));
  const cast = {
    owner,
    confidant: await served.person("confidant"),
    colleague: await served.person("colleague"),
    guest: await served.person("guest", "guest"),
    unmet: await served.person("unmet"),
    stranger,
  };
  const place = { url, workspaceId: world.workspaceId, generalId: world.generalId, cast };
  await sweep(place, await hideCanaries(place));
}, 120_000);
