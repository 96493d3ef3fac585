import type { MarkdownIt, StateInline } from "markdown-it";
import { emojiOf } from "../../domain/emoji";

const person = /@([a-z0-9][a-z0-9_-]{1,31})/iy;
const channel = /#([\p{L}\p{N}_][\p{L}\p{N}\p{M}_.-]{0,79})/uy;
const shortcode = /:([a-z0-9_+-]{1,60}(?:::skin-tone-[2-6])?):/iy;

/** Adds `@handle`, `#channel` and `:emoji:` to a parser, as tokens `mention`, `channel` and `emoji`. */
export function addChatRules(parser: MarkdownIt) {
  parser.inline.ruler.before("emphasis", "mention", (state, silent) =>
    take(state, silent, { char: "@", type: "mention", pattern: person }),
  );
  parser.inline.ruler.before("emphasis", "channel", (state, silent) =>
    take(state, silent, { char: "#", type: "channel", pattern: channel }),
  );
  parser.inline.ruler.before("emphasis", "emoji", takeEmoji);
}

type Rule = { char: string; type: string; pattern: RegExp };

function take(state: StateInline, silent: boolean, { char, type, pattern }: Rule): boolean {
  const name = match(state, char, pattern);
  if (name === null || state.linkLevel > 0) return false;
  if (!silent) push(state, type, { content: char + name, info: name });
  state.pos += 1 + name.length;
  return true;
}

function takeEmoji(state: StateInline, silent: boolean): boolean {
  const name = match(state, ":", shortcode);
  const emoji = name === null ? null : emojiOf(name);
  if (name === null || emoji === null) return false;
  if (!silent) push(state, "emoji", { content: emoji, info: name });
  state.pos += name.length + 2;
  return true;
}

function push(state: StateInline, type: string, { content, info }: { content: string; info: string }) {
  const token = state.push(type, "", 0);
  token.content = content;
  token.info = info;
}

/** What follows `char` here, unless a word, an address or a path runs into it: the rule by which people are called. */
function match(state: StateInline, char: string, pattern: RegExp): string | null {
  if (state.src[state.pos] !== char) return null;
  const before = state.pos > 0 ? state.src.charAt(state.pos - 1) : " ";
  if (/[\p{L}\p{N}_@#/&=.-]/u.test(before)) return null;
  pattern.lastIndex = state.pos;
  const found = pattern.exec(state.src)?.[1];
  if (found === undefined || state.pos + 1 + found.length > state.posMax) return null;
  return found;
}
