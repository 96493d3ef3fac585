import { expect, test } from "vitest";
import { offsetIn } from "../../../src/ui/composer/caret";

/** The text after the change with the caret in it, from the text before, whose caret is `|`. */
function follow(before: string, after: string): string {
  const offset = before.indexOf("|");
  const at = offsetIn(after, { text: before.replace("|", "") }, offset);
  return `${after.slice(0, at)}|${after.slice(at)}`;
}

test.each([
  ["hello| world", "oh, hello world", "oh, hello| world"],
  ["hello| world", "hello world!", "hello| world!"],
  ["hello| world", "hello, world", "hello|, world"],
  ["hello| world", "world", "|world"],
  ["hello wo|rld", "hello there", "hello there|"],
  ["hello wo|rld", "hello wide world", "hello wide wo|rld"],
  ["aa|a", "aaaa", "aa|aa"],
  ["|hello", "oh, hello", "|oh, hello"],
  ["hello|", "hello, you", "hello, you|"],
  ["|", "hello", "hello|"],
  ["hel|lo", "", "|"],
])("the caret in %s stays on its words when the text becomes %s", (before, after, expected) => {
  expect(follow(before, after)).toBe(expected);
});
