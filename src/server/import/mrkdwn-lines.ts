import { type Inline, type Whole, wholeOf } from "./mrkdwn-inline";

type Block = "text" | "quote" | "list" | "blank";
type WriteInline = (line: string, whole: Whole, escapedAt: number) => string;

const quoteMark = /^>(?:\s+(?=\S)|(?=[\p{L}\p{N}"'\0*]))/u;
const bullet = /^([ \t]*)[-•◦▪]\uFE0E?[ \t]+(?=\S)/;
const numbered = /^([ \t]*)(\d{1,9})([.)])[ \t]+(?=\S)/;
const beginsBlock = /^(?:#{1,6}(?=\s|$)|[-+*>](?=\s|$)|>|[-=|:\s+*_~]+$)/;

/**
 * Writes lines as Markdown blocks. Quotes stay quotes, and neighbouring items a list; every other line is text, whose
 * first character is escaped where it would begin a heading, list, rule, table or quote.
 */
export function writeLines({ text, atoms }: Inline, writeInline: WriteInline): string {
  const lines = text.split("\n").map((line) => line.trimEnd());
  const whole = wholeOf(text);
  const written: string[] = [];
  let previous: Block = "blank";
  let quotesRest = false;

  for (const [index, line] of lines.entries()) {
    quotesRest ||= line.startsWith(">>>");
    const block = blockOf(lines, index, quotesRest);
    if (block !== previous && block !== "blank" && previous !== "blank") written.push("");
    written.push(writeLine(line, block, (content) => writeText(content, whole, writeInline)));
    previous = block;
  }

  let used = 0;
  return written
    .join("\n")
    .replaceAll("\0", () => atoms[used++]?.text ?? "")
    .replace(/\n{3,}/g, "\n\n")
    .replace(/^\n+|\n+$/g, "");
}

function blockOf(lines: string[], index: number, quotesRest: boolean): Block {
  const line = lines[index] ?? "";
  if (quotesRest) return "quote";
  if (line === "") return "blank";
  if (quoteMark.test(line) || (line === ">" && quoteMark.test(lines[index - 1] ?? ""))) return "quote";
  const kind = itemKind(line);
  if (kind === undefined) return "text";
  return itemKind(lines[index - 1]) === kind || itemKind(lines[index + 1]) === kind ? "list" : "text";
}

function itemKind(line: string | undefined): string | undefined {
  if (line === undefined) return undefined;
  return bullet.test(line) ? "bullet" : numbered.exec(line)?.[3];
}

function writeLine(line: string, block: Block, writeContent: (content: string) => string): string {
  if (block === "blank") return "";
  if (block === "quote") return `> ${writeContent(line.replace(/^>>>\s*|^>$/, "").replace(quoteMark, ""))}`.trimEnd();
  if (block === "text") return writeContent(line);
  const item = bullet.exec(line) ?? numbered.exec(line);
  const [mark = "", indent = "", number, dot] = item ?? [];
  return `${indent}${number === undefined ? "-" : `${number}${dot}`} ${writeContent(line.slice(mark.length))}`;
}

/** Leading spaces become no-break spaces: as they are, Markdown drops them or reads code. */
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
