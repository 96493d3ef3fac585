import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createHub } from "../../src/server/hub/hub";
import { createTestDatabase } from "../support/database";
import { type Served, serve } from "../support/served";
import { createInbox } from "../support/streams";

let served: Served;

beforeAll(async () => {
  served = await serve(await createTestDatabase());
});

afterAll(() => served.close());

test("a fault between two heartbeats is logged, and the hub goes on", async () => {
  const { app, owner, world } = served;
  const { log, queries } = app;
  const logged = createInbox<{ msg: string }>();
  const logger = pino({ level: "error" }, { write: (line: string) => logged.put(JSON.parse(line)) });
  let isBroken = false;
  const states = {
    ...app.states,
    peek: (workspaceId: string) => {
      if (isBroken) throw new Error("out of order");
      return app.states.peek(workspaceId);
    },
  };
  const timing = { tickMs: 5, heartbeatMs: 20 };
  const hub = createHub({ context: { ...app.context, logger }, log, states, readStates: queries.readStates, timing });
  const viewer = {
    user_id: owner.userId,
    workspace_id: world.workspaceId,
    credential_id: owner.sessionId,
    scopes: null,
  };
  const over = new AbortController();
  const ephemerals = hub.ephemerals(viewer, { user_ids: [] }, over.signal);
  await ephemerals.next();
  isBroken = true;
  await logged.until((lines) => lines.length >= 3);
  isBroken = false;
  const stream = hub.stream(viewer, await hub.head(viewer), { signal: over.signal });
  for (let batches = 0; batches < 3; batches += 1) expect((await stream.next()).value?.events).toEqual([]);
  expect(new Set(logged.items.map(({ msg }) => msg))).toEqual(new Set(["the hub's tick failed"]));
  over.abort();
  await hub.close();
});
