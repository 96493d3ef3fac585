import { mayBeginName } from "../../language";
import { type Atom, readAngle } from "./mrkdwn-angles";
import { type Inline, writeInline } from "./mrkdwn-inline";
import { writeLines } from "./mrkdwn-lines";
import type { Names } from "./names";
import { decodeSlack } from "./slack-entities";

const marked = /```([\s\S]+?)```|(?<![\p{L}\p{N}`])`([^`\n]+)`(?![\p{L}\p{N}`])|<([^<>\n]+)>/gu;
const placeholder = "\0";
/** Enough for two names, of which one may begin right behind the other. */
const lastChars = 80;
/** An underscore before a name that is not part of a word; it becomes a star. */
const opensItalics = /(?:^|[^\p{L}\p{N}])_$/u;

/**
 * Rewrites Slack's markup as CommonMark in which a line break breaks the line. What is plain in Slack stays plain:
 * characters that Markdown alone would read as markup are escaped. Never throws, whatever the text.
 * Source of the rules: Slack's "Formatting text for app surfaces".
 */
export function toMarkdown(slackText: string, names: Names): string {
  const source = clean(slackText);
  const blocks: string[] = [];
  let inline = new Paragraphs();
  let end = 0;

  for (const match of source.matchAll(marked)) {
    const [whole, block, code, angle] = match;
    inline.add(decodeSlack(source.slice(end, match.index)));
    end = match.index + whole.length;
    if (block !== undefined) {
      end += spacesAt(source, end);
      blocks.push(inline.write(), writeFence(decodeSlack(plainAngles(block, names))));
      inline = new Paragraphs();
      continue;
    }
    inline.addAtom(code === undefined ? readAngle(angle ?? "", names) : writeCode(code, names), source[end]);
  }

  inline.add(decodeSlack(source.slice(end)));
  blocks.push(inline.write());
  return blocks.filter((part) => part !== "").join("\n");
}

/** Sets a whole Markdown text in italics, line by line, as Slack shows a `/me` message. */
export function emphasise(markdown: string): string {
  if (/```|\*/.test(markdown)) return markdown;
  const mark = markdown.includes("_") ? "*" : "_";
  return markdown.replace(/^(?=\S)(.*\S)\s*$/gm, (_line, content: string) => `${mark}${content}${mark}`);
}

/** Markdown as a program wrote it: only who and what Slack's ids in it stand for is put in their place. */
export function cleanMarkdown(text: string, names: Names): string {
  return clean(text)
    .replace(/<([@#!][^<>\n]+)>/g, (_whole, angle: string) => readAngle(angle, names).text)
    .trimEnd();
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

/** Text between two blocks as it is gathered. It stays in pieces until it is whole: to look at the end of a growing text copies it. */
class Paragraphs {
  private readonly pieces: string[] = [];
  private readonly atoms: Inline["atoms"] = [];
  /** The last characters so far, as they will stand there: a letter with its accents, or a name. */
  private last = "";

  add(text: string): void {
    this.push(text, text);
  }

  addAtom(atom: Atom, next = " "): void {
    if (atom.kind === "text") {
      this.add(atom.text);
      return;
    }
    const isWord = atom.kind === "mention";
    if (isWord && !opensItalics.test(this.last) && !mayBeginName(this.last, this.last.length)) this.add(" ");
    const standsFree = /(^|[\s(])$/.test(this.last) && /[\s),]/.test(next);
    this.atoms.push(atom.kind === "address" && !standsFree ? { text: `<${atom.text}>` } : atom);
    this.push(placeholder, atom.text);
    if (isWord && /[a-z0-9\-\p{Script=Latin}\p{M}]/iu.test(next)) this.add(" ");
  }

  private push(piece: string, shown: string): void {
    if (piece === "") return;
    this.pieces.push(piece);
    this.last = (this.last + shown).slice(-lastChars);
  }

  write(): string {
    return writeLines({ text: this.pieces.join(""), atoms: this.atoms }, writeInline);
  }
}

function writeCode(code: string, names: Names): Atom {
  return { kind: "code", text: `\`${decodeSlack(plainAngles(code, names))}\`` };
}

function writeFence(code: string): string {
  let longestRun = 2;
  for (const [run] of code.matchAll(/`+/g)) longestRun = Math.max(longestRun, run.length);
  const fence = "`".repeat(longestRun + 1);
  return `${fence}\n${code.replace(/^\n|\n$/g, "")}\n${fence}`;
}

function plainAngles(code: string, names: Names): string {
  return code.replace(/<([^<>\n]+)>/g, (_whole, angle: string) => readAngle(angle, names).plain ?? `<${angle}>`);
}
