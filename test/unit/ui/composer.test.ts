import { describe, expect, test } from "vitest";
import "../../../src/domain/reactions/emoji-names";
import { isInCode } from "../../../src/language";
import {
  completionEdit,
  findTrigger,
  isWritten,
  suggestEmoji,
  writtenFirst,
} from "../../../src/ui/composer/completion";
import {
  type Edit,
  linkSelection,
  type Selected,
  toggleCode,
  toggleItalics,
  toggleMark,
} from "../../../src/ui/composer/formatting";

/** Reads a text in which `[` and `]` stand for the ends of the selection, or `|` for the caret. */
function at(marked: string): Selected {
  const start = marked.search(/[[|]/);
  const end = marked.includes("]") ? marked.indexOf("]") - 1 : start;
  return { text: marked.replace(/[[\]|]/g, ""), start, end };
}

function result({ text }: Selected, edit: Edit | null): string | null {
  if (!edit) return null;
  const next = text.slice(0, edit.start) + edit.insert + text.slice(edit.end);
  if (edit.selectStart === edit.selectEnd) return `${next.slice(0, edit.selectStart)}|${next.slice(edit.selectStart)}`;
  return `${next.slice(0, edit.selectStart)}[${next.slice(edit.selectStart, edit.selectEnd)}]${next.slice(edit.selectEnd)}`;
}

describe("formatting keys", () => {
  test.each([
    ["make [this] bold", "**", "make **[this]** bold"],
    ["make **[this]** bold", "**", "make [this] bold"],
    ["make [**this**] bold", "**", "make [this] bold"],
    ["at the end |", "_", "at the end _|_"],
    ["[ spaces ]", "_", " _[spaces]_ "],
    ["**[bold]**", "_", "**_[bold]_**"],
  ])("%s with %s is %s", (before, mark, expected) => {
    expect(result(at(before), toggleMark(at(before), mark))).toBe(expected);
  });

  test.each([
    ["[@ana]", "*[@ana]*"],
    ["*[@ana]*", "[@ana]"],
    ["in [#general now]", "in *[#general now]*"],
    ["**[:tada:]**", "***[:tada:]***"],
    ["[plain]", "_[plain]_"],
  ])("italics of %s are %s, and a name in them stays one", (before, expected) => {
    expect(result(at(before), toggleItalics(at(before)))).toBe(expected);
  });

  test("several lines of code become a fenced block", () => {
    expect(result(at("[a\nb]"), toggleCode(at("[a\nb]")))).toBe("[```\na\nb\n```]");
    expect(result(at("run [ls] now"), toggleCode(at("run [ls] now")))).toBe("run `[ls]` now");
  });
});

describe("pasting an address", () => {
  test("over words makes them a link", () => {
    const selected = { text: "see the docs now", start: 4, end: 12 };
    expect(result(selected, linkSelection(selected, " https://example.com/a_(b) "))).toBe(
      "see [the docs](https://example.com/a_%28b%29)| now",
    );
  });

  test.each([
    [{ text: "abc", start: 1, end: 1 }, "https://example.com"],
    [{ text: "abc", start: 0, end: 3 }, "not an address"],
    [{ text: "abc", start: 0, end: 3 }, "javascript:alert(1)"],
    [{ text: "https://a.example", start: 0, end: 17 }, "https://example.com"],
    [{ text: "```\nabc", start: 4, end: 7 }, "https://example.com"],
  ])("%o with %j is pasted as it is", (selected, pasted) => {
    expect(linkSelection(selected, pasted)).toBeNull();
  });
});

test.each([
  ["```\ncode|", true],
  ["```ts\ncode\n```\n|", false],
  ["~~~\n```\n|", true],
  ["a ``` b|", false],
  ["````\n```\n|", true],
  ["|```\ncode", false],
])("in %j the caret is inside a code block: %s", (marked, expected) => {
  const { text, start } = at(marked);
  expect(isInCode(text, start)).toBe(expected);
});

describe("completion", () => {
  test.each([
    ["hi @an|", "person", "an"],
    ["@|", "person", ""],
    ["(#gen|", "channel", "gen"],
    [":smi|", "emoji", "smi"],
    ["**@ana|", "person", "ana"],
  ])("%s asks for a %s named %j", (marked, kind, query) => {
    const { text, start } = at(marked);
    expect(findTrigger(text, start)).toMatchObject({ kind, query });
  });

  test.each(["a@b|", "at 10:30|", ":)|", ":a|", "@ana |", "```\n@an|", "http://x|", "a#b|"])(
    "%s asks for nothing",
    (marked) => {
      const { text, start } = at(marked);
      expect(findTrigger(text, start)).toBeNull();
    },
  );

  test("a chosen suggestion replaces what was half-written and leaves one space", () => {
    const suggestion = { id: "1", insert: "@ana", label: "Ana" };
    const end = { text: "hi @a", start: 5, end: 5 };
    const middle = { text: "hi @a there", start: 5, end: 5 };
    for (const [selected, expected] of [
      [end, "hi @ana |"],
      [middle, "hi @ana |there"],
    ] as const) {
      const trigger = findTrigger(selected.text, selected.start);
      expect(trigger && result(selected, completionEdit(selected.text, trigger, suggestion))).toBe(expected);
    }
  });

  test.each([
    ["@channel|", "@channel", true],
    ["hi @here|", "@here", true],
    ["(@Ana|", "@ana", true],
    ["@an|", "@ana", false],
    ["@ana|", "@ana-maria", false],
    ["#general|", "#general", true],
    ["#gen|", "#general", false],
    [":tada|", "🎉", false],
    ["**@ana|", "@ana", true],
  ])("%s has %s already: %s", (marked, insert, expected) => {
    const { text, start } = at(marked);
    const trigger = findTrigger(text, start);
    expect(trigger && isWritten(trigger, { id: "1", insert, label: "" })).toBe(expected);
  });

  test("what is written already comes before what only begins with it", () => {
    const suggestions = ["@ana", "@anabel", "@an"].map((insert) => ({ id: insert, insert, label: insert }));
    const trigger = findTrigger("@an", 3);
    expect(trigger && writtenFirst(trigger, suggestions).map(({ id }) => id)).toEqual(["@an", "@ana", "@anabel"]);
  });

  test("emoji are suggested by any of their names", () => {
    expect(suggestEmoji("thumbs").map((one) => one.insert)).toEqual(["👍", "👎"]);
  });
});
