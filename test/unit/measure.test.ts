import { expect, test } from "vitest";
import { channelNameOf } from "../../src/domain/core/channel-names";
import { hidesCharacters, isLonger, lengthOf, looksEmpty, withoutHidden } from "../../src/domain/core/measure";
import { channelNameSchema, line, requiredLine, text } from "../../src/domain/core/text";

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

test("a name hides nothing: blanks without width, turns of direction and controls are refused, and left out of what is imported", () => {
  const hiding = [
    "Ad\u200bmin",
    "\u200bAda",
    "Ada\u2060",
    "ada\u202egnp.exe",
    "\u202dAda\u202c",
    "\u2066Ada\u2069",
    "Ad\u200dmin",
    "А\u200cда",
    "Ame\u0301\u200dlie",
    "\u200dAda",
    "Ada\u202a",
    "A\u00adda",
    "Ada\u0007",
    "Ada\u206a",
    "A\u3164da",
    "Ada\u180e",
    "Ada\u034f",
    "Ada\u{e0041}",
    "Ada\ufe0f",
    "Ada\u180b",
    "A\u17b4da",
    "Ada\u2800",
    "Ada\u200e",
    "Ada\u200f",
    "\u{1d173}Ada",
    `Z${"\u0301\u0323".repeat(30)}`,
  ];
  for (const name of hiding) {
    expect([name, hidesCharacters(name)]).toEqual([name, true]);
    expect(requiredLine(80).safeParse(name).error?.issues[0]?.message).toBe("must not hold invisible characters");
    expect(line(80).safeParse(name).success).toBe(false);
    expect(line(80).safeParse(withoutHidden(name)).success).toBe(true);
  }
  const needing = [
    "👩🏽‍💻 Ada",
    "🏳️‍🌈",
    "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "می\u200cخواهم",
    "क्\u200dष",
    "ක්\u200dරිස්ටි",
    "דוד (Dave)\u200f",
    "Ana María",
    "日本語",
    "葛\u{e0100}城",
    "ᠮᠣᠩᠭᠣᠯ\u180b",
    "1\ufe0f\u20e3 Ana",
    "\u200eDave (דוד)",
  ];
  for (const name of needing) expect([name, line(80).safeParse(name).data]).toEqual([name, name]);
  for (const name of ["\u200e", "\u2800 \u200f", "\ufe0f", "\ue000", "\u0378 \u0379"])
    expect(requiredLine(80).safeParse(name).success).toBe(false);
  for (const name of ["plans\u3164", "plans\ufe0f", "plans\u034f", "\u115f"])
    expect(channelNameSchema.safeParse(name).success).toBe(false);
});

test("a channel's name is one name in whatever case and composition it is written, and stays as it is when it is read again", () => {
  for (const [typed, name] of [
    ["General", "general"],
    [" #WIDE ", "wide"],
    ["Wide Two", "wide-two"],
    ["a/b \\ c", "a-b-c"],
    ["Café", "café"],
    ["cafe\u0301", "café"],
    ["CAFE\u0301", "café"],
    ["ＦＵＬＬ", "full"],
    ["\u03aa\u0301", "\u0390"],
    ["Ωμέγα", "ωμέγα"],
    ["日本語", "日本語"],
  ] as const) {
    expect([typed, channelNameSchema.parse(typed)]).toEqual([typed, name]);
    expect(channelNameOf(name)).toBe(name);
  }
});

test("a channel's name holds a letter or a digit", () => {
  const faults = (name: string) => channelNameSchema.safeParse(name).error?.issues.map(({ message }) => message);
  for (const name of ["-", "_", ".", "..", "--", "-_.", "- -", "/", "\u0301", "# -"])
    expect([name, faults(name)]).toEqual([name, ["must hold a letter or a digit"]]);
  for (const name of ["a", "1", "-1", "é", "日", "c.", "٣"]) expect([name, faults(name)]).toEqual([name, undefined]);
});
