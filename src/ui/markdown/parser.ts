import MarkdownIt, { type Token } from "markdown-it";
import { isEmojiGrapheme, knowsEmojiNames } from "../../domain/emoji";
import { addChatRules } from "./chat-rules";
import { buildTree, type MarkdownNode } from "./tree";

export type MarkdownDocument = {
  nodes: MarkdownNode[];
  /** A few emoji and nothing else, to be shown large. */
  isOnlyEmoji: boolean;
};

const cacheMax = 400;
const cacheableChars = 8000;
const largeEmojiMax = 12;

const cache = new Map<string, MarkdownDocument>();
/** Whether those in the cache were parsed with the names of emoji, which come after the page. */
let hadEmojiNames = false;
const parser = createParser();
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Reads a message body. The newest few hundred answers are kept, so that scrolling never parses twice. */
export function parseMarkdown(body: string): MarkdownDocument {
  if (hadEmojiNames !== knowsEmojiNames()) cache.clear();
  hadEmojiNames = knowsEmojiNames();
  const known = cache.get(body);
  if (known) {
    cache.delete(body);
    cache.set(body, known);
    return known;
  }
  const tokens = parser.parse(body, {});
  const parsed = { nodes: buildTree(tokens), isOnlyEmoji: isOnlyEmoji(tokens) };
  if (body.length <= cacheableChars) remember(body, parsed);
  return parsed;
}

/** Only these may ever become the target of a link. */
export function isSafeLink(url: string): boolean {
  return /^(https?:\/\/|mailto:)/i.test(url);
}

function createParser() {
  const parser = new MarkdownIt({ html: false, linkify: true, breaks: true, typographer: false });
  // Pictures would let a writer see who reads; reference definitions would vanish from the message.
  parser.disable(["image", "reference"]);
  parser.validateLink = isSafeLink;
  parser.linkify.set({ fuzzyLink: true, fuzzyEmail: true });
  // Names of files such as setup.py and readme.md are not hosts: only unmistakable endings become links by themselves.
  parser.linkify.tlds(["com", "org", "net", "edu", "gov", "io", "dev", "app", "eu", "de", "uk"]);
  addChatRules(parser);
  return parser;
}

function remember(body: string, parsed: MarkdownDocument) {
  cache.set(body, parsed);
  if (cache.size <= cacheMax) return;
  const oldest = cache.keys().next();
  if (!oldest.done) cache.delete(oldest.value);
}

function isOnlyEmoji(tokens: Token[]): boolean {
  const [open, inline] = tokens;
  if (tokens.length !== 3 || open?.type !== "paragraph_open" || !inline || inline.content.length > 400) return false;
  let count = 0;
  for (const token of inline.children ?? []) {
    if (token.type === "emoji") count += 1;
    else if (token.type === "text") {
      for (const { segment } of graphemes.segment(token.content)) {
        if (segment.trim() === "") continue;
        if (!isEmojiGrapheme(segment)) return false;
        count += 1;
      }
    } else if (token.type !== "softbreak") return false;
  }
  return count > 0 && count <= largeEmojiMax;
}
