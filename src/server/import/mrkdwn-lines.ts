import { type Whole, wholeOf } from "./mrkdwn-inline";

type Block = "text" | "quote" | "list" | "blank";
type WriteInline = (line: string, whole: Whole, escapedAt: number) => string;

const quoteMark = /^>(?:\s+(?=\S)|(?=[\p{L}\p{N}"'\0*]))/u;
const bullet = /^([ \t]*)[-•◦▪]\uFE0E?[ \t]+(?=\S)/;
const numbered = /^([ \t]*)(\d{1,9})([.)])[ \t]+(?=\S)/;
/** Slack numbers nested lists with letters, and lists nested in those with small Roman numerals. */
const lettered = /^((?: {4}|\t)+)([a-z]|[ivxlc]{2,6})(\.)[ \t]+(?=\S)/;
const beginsBlock = /^(?:#{1,6}(?=\s|$)|[-+*>](?=\s|$)|>|[-=|:\s+*_~]+$)/;

/**
 * Writes lines as Markdown blocks. Quotes stay quotes, and neighbouring items become a list. Every other line is
 * text, whose first character is escaped where it would begin a heading, list, rule, table or quote. A NUL
 * stands for a piece that is written elsewhere.
 */
export function writeLines(text: string, writeInline: WriteInline): string {
  const lines = text.split("\n").map((line) => line.trimEnd());
  const whole = wholeOf(text);
  const written: string[] = [];
  let previous: Block = "blank";
  let quotesRest = false;
  const levels: Level[] = [];

  for (const [index, line] of lines.entries()) {
    quotesRest ||= line.startsWith(">>>");
    const block = blockOf(lines, index, quotesRest);
    if (block !== previous && block !== "blank" && previous !== "blank") written.push("");
    const writeContent = (content: string) => writeText(content, whole, writeInline);
    if (block !== "list") levels.length = 0;
    written.push(block === "list" ? writeItem(line, levels, writeContent) : writeLine(line, block, writeContent));
    previous = block;
  }

  return written
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .replace(/^\n+|\n+$/g, "");
}

function blockOf(lines: string[], index: number, quotesRest: boolean): Block {
  const line = lines[index] ?? "";
  if (quotesRest) return "quote";
  if (line === "") return "blank";
  if (quoteMark.test(line) || (line === ">" && quoteMark.test(lines[index - 1] ?? ""))) return "quote";
  const item = readItem(line);
  if (item === undefined) return "text";
  return isOneList(item, readItem(lines[index - 1])) || isOneList(item, readItem(lines[index + 1])) ? "list" : "text";
}

interface Item {
  /** Columns before the item's mark. */
  indent: number;
  kind: string;
  number: number | null;
  content: string;
}

function readItem(line: string | undefined): Item | undefined {
  if (line === undefined) return undefined;
  const found = bullet.exec(line) ?? numbered.exec(line) ?? lettered.exec(line);
  if (found === null) return undefined;
  const [mark, margin = "", number, dot = "bullet"] = found;
  const indent = margin.replaceAll("\t", "    ").length;
  return {
    indent,
    kind: dot,
    number: number === undefined ? null : numberOf(number, indent),
    content: line.slice(mark.length),
  };
}

/** Neighbours of one kind form a list, and so do an item and those indented further below it. */
function isOneList(item: Item, neighbour: Item | undefined): boolean {
  return neighbour !== undefined && (neighbour.kind === item.kind || neighbour.indent !== item.indent);
}

const romanDigits: Record<string, number> = { i: 1, v: 5, x: 10, l: 50, c: 100, d: 500, m: 1000 };

/** The number that digits, a letter or (two levels further in) a Roman numeral stand for. */
function numberOf(number: string, indent: number): number {
  if (/^\d/.test(number)) return Number(number);
  const digits = Array.from(number, (letter) => romanDigits[letter]);
  const isRoman = Math.floor(indent / 4) % 3 === 2 && !digits.includes(undefined);
  if (isRoman)
    return digits.reduce<number>((sum, digit = 0, at) => sum + (digit < (digits[at + 1] ?? 0) ? -digit : digit), 0);
  return Array.from(number).reduce((sum, letter) => 26 * sum + letter.charCodeAt(0) - 96, 0);
}

/** An open list: the indentation of its marks in Slack, and the columns of its marks and of nested content in Markdown. */
interface Level {
  indent: number;
  column: number;
  content: number;
}

/** Markdown aligns nested content with the item's text, so the columns are recomputed. */
function writeItem(line: string, levels: Level[], writeContent: (content: string) => string): string {
  const item = readItem(line);
  if (item === undefined) return writeContent(line);
  while (levels.length > 0 && item.indent < (levels.at(-1)?.indent ?? 0)) levels.pop();
  const sibling = levels.at(-1)?.indent === item.indent ? levels.pop() : undefined;
  const outer = levels.at(-1);
  const column = sibling?.column ?? (outer ? Math.max(outer.content, Math.min(item.indent, outer.content + 3)) : 0);
  const mark = item.number === null ? "-" : `${item.number}${item.kind}`;
  levels.push({ indent: item.indent, column, content: column + mark.length + 1 });
  return `${" ".repeat(column)}${mark} ${writeContent(item.content)}`;
}

function writeLine(line: string, block: Block, writeContent: (content: string) => string): string {
  if (block === "blank") return "";
  if (block === "quote") return `> ${writeContent(line.replace(/^>>>\s*|^>$/, "").replace(quoteMark, ""))}`.trimEnd();
  return writeContent(line);
}

/** Leading spaces become no-break spaces: Markdown would drop ordinary ones or read them as code. */
function writeText(line: string, whole: Whole, writeInline: WriteInline): string {
  const content = line.trimStart();
  const indent = line.slice(0, line.length - content.length).replaceAll("\t", "    ");
  return (indent.length > 1 ? "\u00A0".repeat(indent.length) : "") + writeInline(content, whole, escapePoint(content));
}

function escapePoint(content: string): number {
  if (beginsBlock.test(content)) return 0;
  const number = /^\d{1,9}(?=[.)](\s|$))/.exec(content);
  return number === null ? -1 : number[0].length;
}
