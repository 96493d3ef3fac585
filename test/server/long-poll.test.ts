import { afterAll, beforeAll, expect, test } from "vitest";
import { message } from "../support/app";
import { createTestDatabase } from "../support/database";
import { type Served, serve } from "../support/served";
import { poll } from "../support/streams";

let served: Served;

beforeAll(async () => {
  served = await serve(await createTestDatabase());
});

afterAll(() => served.close());

test("a long-poll answers in steps when a long stretch of the log is hidden, and leaves when its caller does", async () => {
  const { app, owner, url, world } = served;
  const { workspaceId: workspace_id } = world;
  const bob = await served.person("bob");
  const made = await served.as(owner, { type: "channel.create", input: { name: "secret", kind: "private" } });
  const secret = made.events[0]?.channel_id ?? "";
  const start = await app.log.head(workspace_id);
  const body = "x".repeat(30_000);
  for (let count = 0; count < 400; count += 40)
    await Promise.all(Array.from({ length: 40 }, () => served.as(owner, message(secret, body))));
  await served.as(owner, message(world.generalId, "at last"));
  const head = await app.log.head(workspace_id);

  const ask = (after_cursor: string) =>
    poll(url, { token: bob.token, query: { workspace_id, after_cursor, wait: "20" } });
  const { body: first } = await ask(String(start));
  expect(first.events).toEqual([]);
  expect(Number(first.upto)).toBeGreaterThan(start);
  expect(Number(first.upto)).toBeLessThan(head);
  let last = first;
  for (; last.events.length === 0; ) {
    const { body } = await ask(last.upto);
    expect(body.after).toBe(last.upto);
    expect(Number(body.upto)).toBeGreaterThan(Number(last.upto));
    last = body;
  }
  expect(last).toMatchObject({ upto: String(head), events: [{ type: "message.created" }] });

  const viewer = { user_id: bob.userId, workspace_id, credential_id: bob.sessionId, scopes: null };
  const left = await app.hub.page(viewer, start, { limit: 10, waitMs: 20_000, signal: AbortSignal.abort() });
  expect(left).toEqual({ after: start, upto: start, events: [] });
});
