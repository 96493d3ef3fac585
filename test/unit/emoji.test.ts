import { describe, expect, test } from "vitest";
import {
  allEmoji,
  canonicalEmoji,
  emojiOf,
  isEmojiGrapheme,
  isKnownEmoji,
  searchEmoji,
  shortcodeOf,
} from "../../src/domain/reactions/emoji";
import "../../src/domain/reactions/emoji-names";
import { emojiTable } from "../../src/domain/reactions/emoji-table";

const slackNames = emojiTable.split(/\s+/).flatMap((word, index) => (index % 2 === 0 ? word.split("|") : []));

describe("emoji", () => {
  test("every name of Slack's 1,972 is known, and the 258 flags of countries show the letters that name them", () => {
    expect(slackNames).toHaveLength(1972);
    expect(slackNames.filter((name) => emojiOf(name) === null)).toEqual([]);
    const countries = slackNames.filter((name) => /^flag-[a-z]{2}$/.test(name));
    expect(countries).toHaveLength(258);
    const letters = (name: string) =>
      [...name.slice(5)].map((letter) => String.fromCodePoint(0x1f1e6 - 97 + letter.charCodeAt(0))).join("");
    expect(countries.filter((name) => emojiOf(name) !== letters(name))).toEqual([]);
  });

  test("every emoji is one canonical grapheme, and no name means two", () => {
    const emoji = allEmoji().map((entry) => entry.emoji);
    const names = allEmoji().flatMap((entry) => entry.names);
    expect(emoji.filter((one) => !isEmojiGrapheme(one) || canonicalEmoji(one) !== one)).toEqual([]);
    expect(new Set(emoji).size).toBe(emoji.length);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^[a-z0-9_+-]+$/.test(name))).toEqual([]);
    expect(names.length - slackNames.length).toBe(40);
  });

  test.each([
    ["beetle", "🪲"],
    ["ladybug", "🐞"],
    ["snowman", "☃️"],
    ["snowman_without_snow", "⛄"],
    ["umbrella", "☂️"],
    ["train", "🚋"],
    ["train2", "🚆"],
    ["city_sunset", "🌆"],
    ["city_sunrise", "🌇"],
    ["boar", "🐗"],
    ["flag-england", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"],
    ["uk", "🇬🇧"],
    ["transgender_flag", "🏳️‍⚧️"],
    ["eye-in-speech-bubble", "👁️‍🗨️"],
    ["keycap_star", "*️⃣"],
    ["woman_climbing", "🧗‍♀️"],
    ["skin-tone-4", "🏽"],
    ["face_with_bags_under_eyes", "🫩"],
    ["thinking", "🤔"],
    ["THUMBSUP", "👍"],
  ])(":%s: is %s, as in Slack", (name, emoji) => {
    expect(emojiOf(name)).toBe(emoji);
    expect(emojiOf(`:${name}:`)).toBe(emoji);
  });

  test.each([
    [":thumbsup::skin-tone-3:", "👍🏼"],
    [":+1::skin-tone-2:", "👍🏻"],
    ["+1::skin-tone-4", "👍🏽"],
    ["point_up::skin-tone-5", "☝🏾"],
    ["man-shrugging::skin-tone-6", "🤷🏿‍♂️"],
    ["male-detective::skin-tone-2", "🕵🏻‍♂️"],
    ["woman_in_manual_wheelchair::skin-tone-3", "👩🏼‍🦽"],
    ["people_holding_hands::skin-tone-3", "🧑🏼‍🤝‍🧑🏼"],
    ["people_holding_hands::skin-tone-2-5", "🧑🏻‍🤝‍🧑🏾"],
    ["couple::skin-tone-2-3", "👩🏻‍🤝‍👨🏼"],
    ["handshake::skin-tone-4", "🤝🏽"],
    ["couple_with_heart::skin-tone-6", "💑🏿"],
    ["rocket::skin-tone-4", "🚀"],
    ["family::skin-tone-4", "👪"],
    ["man-woman-girl::skin-tone-4", "👨‍👩‍👧"],
    ["+1::skin-tone-9", "👍"],
  ])("%s is %s", (name, emoji) => {
    expect(emojiOf(name)).toBe(emoji);
  });

  test("a name that nobody has is no emoji", () => {
    for (const name of [
      "no_such_emoji",
      "",
      ":",
      "::",
      "constructor",
      "::skin-tone-2",
      "+1::skin-tone-2::skin-tone-3x",
    ])
      expect(emojiOf(name) ?? "none").toMatch(/^(none|👍🏻)$/u);
  });

  test.each([
    ["👍", ["👍", "👍\uFE0F", "👍\uFE0E", ":thumbsup:", ":+1:", "+1", "thumbsup", ":+1", "ThumbsUp", "👍\u200D"]],
    ["👍🏽", ["👍🏽", "👍\uFE0F🏽", ":+1::skin-tone-4:", "thumbsup::skin-tone-4", ":thumbsup::skin-tone-4:"]],
    ["❤\uFE0F", ["❤", "❤\uFE0F", "❤\uFE0E", "heart", ":heart:", "heart:"]],
    ["1\uFE0F\u20E3", ["1\u20E3", "1\uFE0F\u20E3", "one", ":one:"]],
    ["🏳️‍🌈", ["🏳️‍🌈", "🏳‍🌈", "rainbow-flag", ":rainbow-flag:"]],
    ["👁️‍🗨️", ["👁‍🗨", "👁️‍🗨", "👁‍🗨️", "👁️‍🗨️", ":eye-in-speech-bubble:"]],
    ["🤷🏿‍♂️", ["🤷🏿‍♂", "🤷🏿‍♂️", "man-shrugging::skin-tone-6"]],
    ["☝🏾", ["☝🏾", "☝\uFE0F🏾", "point_up::skin-tone-5"]],
    ["🇪🇺", ["🇪🇺", "flag-eu", ":flag-eu:", "eu"]],
    ["©️", ["©", "©️", "copyright"]],
    ["⭐", ["⭐", "⭐️", "star"]],
    ["🫨", ["🫨", "shaking_face"]],
    ["💯", ["💯", "100", ":100:"]],
  ])("%s has one form, however it is spelled", (emoji, spellings) => {
    expect(spellings.filter((spelling) => canonicalEmoji(spelling) !== emoji)).toEqual([]);
    expect(spellings.filter((spelling) => !isKnownEmoji(spelling))).toEqual([]);
  });

  test("the skin tone, the gender and the person are part of an emoji", () => {
    const different = [
      "👍",
      "👍🏻",
      "👍🏿",
      "🤷",
      "🤷‍♂️",
      "🤷‍♀️",
      "🧑‍💻",
      "👩‍💻",
      "👩🏽‍💻",
      "🇩🇪",
      "🇧🇪",
      "❤️",
      "❤️‍🔥",
      "🧡",
    ];
    expect(new Set(different.map(canonicalEmoji)).size).toBe(different.length);
  });

  test.each(["", "z", "hello", " ", "1", "#", ":nope:", "😀😀", "constructor", "<b>", "©®"])(
    "%j, which is no emoji, stays as it is",
    (text) => {
      expect(canonicalEmoji(text)).toBe(text);
    },
  );

  test("an emoji gives its first name, whatever its skin tone or variation selector", () => {
    expect(shortcodeOf("👍🏽")).toBe("+1");
    expect(shortcodeOf("❤")).toBe("heart");
    expect(shortcodeOf("🤷🏿‍♂️")).toBe("man-shrugging");
    expect(shortcodeOf("🏽")).toBe("skin-tone-4");
    expect(shortcodeOf("a")).toBeNull();
  });

  test.each([
    "😀",
    "👍🏽",
    "🇪🇺",
    "1️⃣",
    "🧑‍💻",
    "🏳️‍🌈",
    "❤️",
    "tada",
    ":tada:",
    "🫨",
    "🏽",
    "🇩🇪\uFE0F",
    "🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}",
    "👨🏻\u200D❤\u200D💋\u200D👨🏿",
  ])("%s may be a reaction", (value) => {
    expect(isKnownEmoji(value)).toBe(true);
  });

  test.each([
    "",
    "z",
    "1",
    "#",
    "😀😀",
    "😀a",
    "hello",
    " 😀",
    "<b>",
    ":nope:",
    "🇪",
    "\u200d",
    "constructor",
    "👍\u0301",
    "👍\u20E3",
    "👍\uFE01",
    "👍\u034F",
    "👍🏽🏽",
    "🏴\u{E0067}",
    "🇩🇪\u0301",
    "👍\u{E007F}",
    "\u200D👍",
  ])("%j may not be a reaction", (value) => {
    expect(isKnownEmoji(value)).toBe(false);
  });

  test("a search puts the exact name first and those that begin with it next", () => {
    expect(searchEmoji("heart")[0]?.emoji).toBe("❤️");
    expect(searchEmoji("thumbs", 2).map((entry) => entry.emoji)).toEqual(["👍", "👎"]);
    expect(searchEmoji("zzzz")).toEqual([]);
  });
});
