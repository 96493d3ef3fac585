import { mayBeginName } from "../../language";
import { type Atom, readAngle } from "./mrkdwn-angles";
import { writeInline } from "./mrkdwn-inline";
import { writeLines } from "./mrkdwn-lines";
import type { Names } from "./names";
import { decodeSlack } from "./slack-entities";

const marked = /```([\s\S]+?)```|(?<![\p{L}\p{N}`])`([^`\n]+)`(?![\p{L}\p{N}`])|<([^<>\n]+)>/gu;
const placeholder = "\0";
/** Characters that would continue a name. */
const continuesName = /[a-z0-9_\-\p{Script=Latin}\p{M}\p{Nd}]/iu;

/**
 * Rewrites Slack's markup as CommonMark in which a newline is a line break. Text that is plain in Slack stays plain: characters
 * that only Markdown would read as markup are escaped. Never throws, whatever the text.
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
    inline.addAtom(code === undefined ? readAngle(angle ?? "", names) : writeCode(code, names));
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

/** Keeps Markdown as a program wrote it, except that names replace Slack's ids in it. */
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

/** Collects the text between two blocks. */
class Paragraphs {
  private readonly pieces: string[] = [];
  private readonly atoms: Atom[] = [];

  add(text: string): void {
    if (text !== "") this.pieces.push(text);
  }

  addAtom(atom: Atom): void {
    if (atom.kind === "text") {
      this.add(atom.text);
      return;
    }
    this.atoms.push(atom);
    this.add(placeholder);
  }

  write(): string {
    return placeAtoms(writeLines(this.pieces.join(""), writeInline), this.atoms);
  }
}

/** Only here are a piece's neighbours known. Nothing may run into a name or a bare address. */
function placeAtoms(markdown: string, atoms: readonly Atom[]): string {
  let used = 0;
  return markdown.replaceAll(placeholder, (_placeholder, at: number) => {
    const previous = atoms[used - 1];
    const atom = atoms[used++];
    if (atom === undefined) return "";
    const next = markdown[at + 1] ?? "\n";
    if (atom.kind === "address")
      return /(^|[\s(])$/.test(markdown[at - 1] ?? "") && /[\s),]/.test(next) ? atom.text : `<${atom.text}>`;
    if (atom.kind !== "mention") return atom.text;
    const isBesideName = markdown[at - 1] === placeholder && previous?.kind === "mention";
    const begin = isBesideName || !mayBeginName(markdown, at) ? " " : "";
    return `${begin}${atom.text}${continuesName.test(next) ? " " : ""}`;
  });
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
