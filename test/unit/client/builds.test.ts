import { expect, test, vi } from "vitest";
import { build } from "../../../src/build";

test("while two builds answer by turns, the page goes on saying that there is another one", async () => {
  // What a page knows of its server is kept as long as the page: this is a new one.
  vi.resetModules();
  const { noteBuild, updates } = await import("../../../src/client/transport/builds");
  const shown: boolean[] = [];
  const unwatch = updates.watch(() => shown.push(updates.isThere()));
  for (const served of [build, null, undefined, 7, "another", build, "another", build, null]) noteBuild(served);
  unwatch();
  expect(shown).toEqual([true]);
  expect(updates.isThere()).toBe(true);
});
