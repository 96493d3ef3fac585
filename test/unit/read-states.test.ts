import { describe, expect, test } from "vitest";
import { limits } from "../../src/domain/core/limits";
import { isAtLeast } from "../../src/domain/read-states/rules";

const max = limits.unreadCountMax;

describe("counts of what is unread", () => {
  test.each([
    ["nothing is unread", 0, 40, 40, false],
    ["all was looked at", 12, 40, 60, false],
    ["one less than the most is counted", max - 1, 0, max - 1, false],
    ["as many are counted as can be", max, 0, max, true],
    ["the count went on from there", max + 3, 0, max + 3, true],
    ["more follow the marker than were looked at, and some do not count", 700, 0, max + 500, true],
    ["as many follow as are looked at, and some do not count", 700, 0, max, false],
    ["the marker is far on, and many follow", 900, 5_000, 5_000 + max + 1, true],
    ["the marker is ahead of what this device knows", 0, 5_000, 4_000, false],
    ["only imported ones follow", 0, 0, 50_000, true],
  ])("when %s", (_, unread_count, last_read_seq, lastSeq, expected) => {
    expect(isAtLeast({ unread_count, last_read_seq }, lastSeq)).toBe(expected);
  });
});
