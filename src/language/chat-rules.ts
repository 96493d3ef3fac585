import type { MarkdownIt, StateInline } from "markdown-it";
import { emojiOf } from "../domain/reactions/emoji";
import { isOpened } from "./open-marks";

/**
 * Without the flag `i`, with which `u` would match `ſ` as an `s`. A handle that continues with `é` is a different one, which
 * cannot exist.
 */
const person = /@([A-Za-z0-9][A-Za-z0-9_-]{1,31})(?![\p{Script=Latin}\p{M}\p{Nd}])/uy;
const channel = /#([\p{L}\p{N}_][\p{L}\p{N}\p{M}_.-]{0,79})/uy;
const shortcode = /:([a-z0-9_+-]{1,60}(?:::skin-tone-[2-6](?:-[2-6])?)?):/iy;

/**
 * A name does not begin after these: the letters and digits of an address, and the marks within one. Letters of other scripts do
 * not count: Chinese and Japanese do not separate words, and Hebrew and Arabic join “to” and “and” to the next word.
 */
const wordBefore = /(?:[\p{Script=Latin}\p{Nd}][\p{Mn}\p{Mc}]*|[._\-/@#&=])$/u;
/** `@ana/@bob` and `@ana&@bob` are two names. Without the flag `i`, as above. */
const namesBefore = /(?:^|[^\p{Script=Latin}\p{Nd}\p{M}._\-/@#&=])(?:@[A-Za-z0-9][A-Za-z0-9_-]{1,31}[/&])+$/u;
/** Room for a few handles. Longer runs of combining marks are not a word of any language. */
const charsBefore = 110;

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

/** Whether `@handle`, `#channel` or `:emoji:` may begin at this place in a text: no word or address runs into it. */
export function mayBeginName(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - charsBefore), at);
  return !wordBefore.test(before) || namesBefore.test(before);
}

/** Every `@handle` in a text that contains only words. */
export function handlesIn(text: string): string[] {
  const handles: string[] = [];
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) {
    const handle = nameAt(text, at, person);
    if (handle !== null) handles.push(handle);
  }
  return handles;
}

type Rule = { char: string; type: string; pattern: RegExp };

function take(state: StateInline, silent: boolean, { char, type, pattern }: Rule): boolean {
  const written = match(state, char, pattern);
  if (written === null || state.linkLevel > 0) return false;
  // The underscore at the end of `_ask @ana_` belongs to the italics that it closes.
  const name = written.endsWith("_") && isOpened(state, "_") ? written.replace(/(?<=.)_+$/u, "") : written;
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

/** The name that follows `char` here, if one may begin here. */
function match(state: StateInline, char: string, pattern: RegExp): string | null {
  if (state.src[state.pos] !== char) return null;
  const found = nameAt(state.src, state.pos, pattern);
  return found === null || state.pos + 1 + found.length > state.posMax ? null : found;
}

function nameAt(text: string, at: number, pattern: RegExp): string | null {
  if (!mayBeginName(text, at)) return null;
  pattern.lastIndex = at;
  return pattern.exec(text)?.[1] ?? null;
}
