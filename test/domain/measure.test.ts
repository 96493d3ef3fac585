import { expect, test } from "vitest";
import { isLonger, lengthOf, looksEmpty } from "../../src/domain/measure";
import { line, text } from "../../src/domain/text";

test("a text is as long as it has code points, however those are stored", () => {
  for (const [written, length] of [
    ["", 0],
    ["abc", 3],
    ["über", 4],
    ["👍", 1],
    ["a👍🏽b", 4],
    ["👨‍👩‍👧", 5],
    ["\ud83d", 1],
  ] as const) {
    expect([written, lengthOf(written)]).toEqual([written, length]);
    expect(isLonger(written, length)).toBe(false);
    if (length > 0) expect(isLonger(written, length - 1)).toBe(true);
  }
  expect(text(3).safeParse("👍👍👍").success).toBe(true);
  expect(text(3).safeParse("👍👍👍👍").success).toBe(false);
  expect(line(2).safeParse("  👍👍 ").data).toBe("👍👍");
});

test("a text is empty when nothing of it can be seen", () => {
  const unseen = [
    "",
    " \n\t",
    "\u200b",
    "\u2800",
    "\u200b \u2800\ufeff",
    "\u2060",
    "\u00ad",
    "\ufe0f",
    "\u3164",
    "\u200e\u200f",
    "\u{e0020}",
    "\u0007",
    "\u180e",
    "\u115f",
  ];
  for (const written of unseen)
    expect([encodeURIComponent(written), looksEmpty(written)]).toEqual([encodeURIComponent(written), true]);
  for (const written of [".", "\u200b.", "👍", "你", "́", "​a", "_", "\u0600"])
    expect([written, looksEmpty(written)]).toEqual([written, false]);
});
