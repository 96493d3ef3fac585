import { expect, test, vi } from "vitest";
import { memoryStorage } from "../../src/client/platform/storage";
import { message } from "../support/drafts";
import type { ClientWorld } from "./support/client-world";

test("a page that is told of a version that it does not know stands still, and asks to be loaded again", async () => {
  const { world, updates } = await newPage();
  await world.open();
  world.receive("understood");
  await world.clock.pass(1_000);
  const shown = textsIn(world);
  expect(shown).toContain("understood");
  expect(updates.isThere()).toBe(false);
  const [event] = world.server.run("usr_owner", message(world.general, "of a newer build"));
  Object.assign(event ?? {}, { v: 99 });
  world.receive("after it");
  await world.clock.pass(60_000);
  expect(updates.isThere()).toBe(true);
  expect(textsIn(world)).toEqual(shown);
});

test("a page whose boot holds such a version says that it has to be loaded again", async () => {
  const { world } = await newPage();
  for (const event of world.server.log) if (event.type === "message.created") Object.assign(event, { v: 99 });
  world.reopen(memoryStorage());
  await world.open();
  expect(world.engine.views.read("boot_status", "")).toMatchObject({
    state: "failed",
    error: "Parley was updated. Load this page again.",
  });
});

/** What a page knows of its server is kept as long as the page. */
async function newPage() {
  vi.resetModules();
  const { ClientWorld } = await import("./support/client-world");
  const { updates } = await import("../../src/client/transport/builds");
  return { world: new ClientWorld(1), updates };
}

function textsIn(world: ClientWorld): string[] {
  return world.engine.views.read("timeline", world.general).messages.map(({ body }) => body);
}
