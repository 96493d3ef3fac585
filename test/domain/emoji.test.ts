import { describe, expect, test } from "vitest";
import { allEmoji, emojiOf, isEmojiGrapheme, isKnownEmoji, searchEmoji, shortcodeOf } from "../../src/domain/emoji";

describe("emoji", () => {
  test("every entry of the table is one emoji grapheme with a name that no other entry has", () => {
    const names = allEmoji().flatMap((entry) => entry.names);
    expect(allEmoji().length).toBeGreaterThan(500);
    expect(allEmoji().filter((entry) => !isEmojiGrapheme(entry.emoji))).toEqual([]);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    const emoji = allEmoji().map((entry) => entry.emoji);
    expect(emoji.filter((one, index) => emoji.indexOf(one) !== index)).toEqual([]);
    expect(names.filter((name) => !/^[a-z0-9_+-]+$/.test(name))).toEqual([]);
  });

  test("a shortcode is found with and without colons, by alias, and with a skin tone", () => {
    expect(emojiOf("+1")).toBe("👍");
    expect(emojiOf(":thumbsup:")).toBe("👍");
    expect(emojiOf("+1::skin-tone-4")).toBe("👍🏽");
    expect(emojiOf("rocket::skin-tone-4")).toBe("🚀");
    expect(emojiOf("no_such_emoji")).toBeNull();
  });

  test("an emoji gives its first shortcode, whatever its skin tone or variation selector", () => {
    expect(shortcodeOf("👍🏽")).toBe("+1");
    expect(shortcodeOf("❤")).toBe("heart");
    expect(shortcodeOf("a")).toBeNull();
  });

  test.each(["😀", "👍🏽", "🇪🇺", "1️⃣", "🧑‍💻", "🏳️‍🌈", "❤️", "tada", ":tada:", "🫨"])("%s may be a reaction", (value) => {
    expect(isKnownEmoji(value)).toBe(true);
  });

  test.each(["", "a", "1", "#", "😀😀", "😀a", "hello", " 😀", "<b>", ":nope:", "🇪", "\u200d", "constructor"])(
    "%j may not be a reaction",
    (value) => {
      expect(isKnownEmoji(value)).toBe(false);
    },
  );

  test("a search puts the exact name first and those that begin with it next", () => {
    expect(searchEmoji("heart")[0]?.emoji).toBe("❤️");
    expect(searchEmoji("thumbs", 2).map((entry) => entry.emoji)).toEqual(["👍", "👎"]);
    expect(searchEmoji("zzzz")).toEqual([]);
  });
});
