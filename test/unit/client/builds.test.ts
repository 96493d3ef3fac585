import { expect, test } from "vitest";
import { build } from "../../../src/build";
import { noteBuild, updates } from "../../../src/client/transport/builds";

test("while two builds answer by turns, the page goes on saying that there is another one", () => {
  const shown: boolean[] = [];
  const unwatch = updates.watch(() => shown.push(updates.isThere()));
  for (const served of [build, null, undefined, 7, "another", build, "another", build, null]) noteBuild(served);
  unwatch();
  expect(shown).toEqual([true]);
  expect(updates.isThere()).toBe(true);
});
