import { type Atom, readAngle } from "./mrkdwn-angles";
import { type Inline, writeInline } from "./mrkdwn-inline";
import { writeLines } from "./mrkdwn-lines";
import type { Names } from "./names";
import { decodeSlack } from "./slack-entities";

const marked = /```([\s\S]+?)```|(?<![\p{L}\p{N}`])`([^`\n]+)`(?![\p{L}\p{N}`])|<([^<>\n]+)>/gu;
const placeholder = "\0";

/**
 * Rewrites Slack's markup as CommonMark in which a line break breaks the line. What is plain in Slack stays plain:
 * characters that Markdown alone would read as markup are escaped. Never throws, whatever the text.
 * Source of the rules: Slack's "Formatting text for app surfaces".
 */
export function toMarkdown(slackText: string, names: Names): string {
  const source = clean(slackText);
  const blocks: string[] = [];
  let inline: Inline = { text: "", atoms: [] };
  let end = 0;

  for (const match of source.matchAll(marked)) {
    const [whole, block, code, angle] = match;
    inline.text += decodeSlack(source.slice(end, match.index));
    end = match.index + whole.length;
    if (block !== undefined) {
      end += spacesAt(source, end);
      blocks.push(writeProse(inline), writeFence(decodeSlack(plainAngles(block, names))));
      inline = { text: "", atoms: [] };
      continue;
    }
    addAtom(inline, code === undefined ? readAngle(angle ?? "", names) : writeCode(code, names), source[end]);
  }

  inline.text += decodeSlack(source.slice(end));
  blocks.push(writeProse(inline));
  return blocks.filter((part) => part !== "").join("\n");
}

/** Sets a whole Markdown text in italics, line by line, as Slack shows a `/me` message. */
export function emphasise(markdown: string): string {
  if (/```|\*/.test(markdown)) return markdown;
  const mark = markdown.includes("_") ? "*" : "_";
  return markdown.replace(/^(?=\S)(.*\S)\s*$/gm, (_line, content: string) => `${mark}${content}${mark}`);
}

function clean(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(/\p{Cs}/gu, "\uFFFD")
    .replace(/[^\P{Cc}\n\t]/gu, "");
}

function spacesAt(source: string, from: number): number {
  let to = from;
  while (source[to] === " ") to++;
  return to - from;
}

function addAtom(inline: Inline, atom: Atom, next = " "): void {
  if (atom.kind === "text") {
    inline.text += atom.text;
    return;
  }
  const isWord = atom.kind === "mention";
  if (isWord && /[\p{L}\p{N}@./-]$/u.test(inline.text)) inline.text += " ";
  const standsFree = /(^|[\s(])$/.test(inline.text) && /[\s),]/.test(next);
  inline.atoms.push(atom.kind === "address" && !standsFree ? { text: `<${atom.text}>` } : atom);
  inline.text += placeholder;
  if (isWord && /[a-z0-9-]/i.test(next)) inline.text += " ";
}

function writeProse(inline: Inline): string {
  return writeLines(inline, writeInline);
}

function writeCode(code: string, names: Names): Atom {
  return { kind: "code", text: `\`${decodeSlack(plainAngles(code, names))}\`` };
}

function writeFence(code: string): string {
  const longestRun = Math.max(2, ...Array.from(code.matchAll(/`+/g), (run) => run[0].length));
  const fence = "`".repeat(longestRun + 1);
  return `${fence}\n${code.replace(/^\n|\n$/g, "")}\n${fence}`;
}

function plainAngles(code: string, names: Names): string {
  return code.replace(/<([^<>\n]+)>/g, (_whole, angle: string) => readAngle(angle, names).plain ?? `<${angle}>`);
}
