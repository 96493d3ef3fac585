import { afterAll, beforeAll, expect, test } from "vitest";
import { message } from "../support/app";
import { createTestDatabase } from "../support/database";
import { type Person, type Served, serve } from "../support/served";

let served: Served;

beforeAll(async () => {
  served = await serve(await createTestDatabase());
});

afterAll(() => served.close());

test("a reader who was passed over and one who was behind share no batch, though both end at the same place", async () => {
  const { app, world, owner } = served;
  const bob = await served.person("bob");
  const made = await served.as(owner, { type: "channel.create", input: { name: "secret", kind: "private" } });
  const secret = made.events[0]?.channel_id ?? "";
  const outsider = await follow(bob);
  const insider = await follow(owner);

  const outside = outsider.next();
  await served.as(owner, message(secret, "hidden"));
  await served.as(owner, message(world.generalId, "for all"));
  expect(await outside).toEqual(["for all"]);
  expect(await insider.next()).toEqual(["hidden", "for all"]);
  outsider.stop();
  insider.stop();

  async function follow({ userId, sessionId }: Person) {
    const viewer = { user_id: userId, workspace_id: world.workspaceId, credential_id: sessionId, scopes: null };
    const gone = new AbortController();
    const stream = app.hub.stream(viewer, await app.hub.head(viewer), { signal: gone.signal });
    await stream.next();
    const next = async () => (await stream.next()).value?.events.map(({ event }: { event: unknown }) => bodyOf(event));
    return { next, stop: () => gone.abort() };
  }
});

function bodyOf(event: unknown): unknown {
  return (event as { payload: { message?: { body: string } } }).payload.message?.body;
}
