const marks: Record<string, string> = { "*": "**", _: "_", "~": "~~" };
const letter = /[\p{L}\p{N}]/u;
const opensAfter = /[\s([{"'“‘«>,;:!?*_~\-–—\0]/;
const entity = /^&(#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});/i;

/**
 * Facts about a whole text that decide whether a lone character could be read as markup. Found once, however many lines it has.
 */
export interface Whole {
  loneStar: boolean;
  loneUnderscore: boolean;
}

interface Context extends Whole {
  line: string;
  /** Whether the line begins like a link definition. */
  beginsBracketed: boolean;
  /** The position of a character that would begin a block and so is escaped; -1 for none. */
  escapedAt: number;
}

/** Writes one line: `*bold*`, `_italic_` and `~struck~` become Markdown. Every other character stays literal. */
export function writeInline(line: string, whole: Whole, escapedAt: number): string {
  // Field by field: a spread here would take a third of the total time.
  const { loneStar, loneUnderscore } = whole;
  return write({ line, loneStar, loneUnderscore, beginsBracketed: isBracketed(line), escapedAt }, 0, line.length);
}

export function wholeOf(text: string): Whole {
  return { loneStar: isLone(text, "*"), loneUnderscore: isLone(text, "_") };
}

/** Escapes what Markdown would read as markup within a line of plain text. */
export function escapeText(text: string): string {
  const context = {
    line: text,
    loneStar: false,
    loneUnderscore: false,
    beginsBracketed: isBracketed(text),
    escapedAt: -1,
  };
  return Array.from({ length: text.length }, (_, at) => writeCharacter(context, at)).join("");
}

function write(context: Context, from: number, to: number): string {
  const { line } = context;
  let markdown = "";
  for (let at = from; at < to; at++) {
    const end = closingOf(context, at, to);
    if (end < 0) {
      markdown += writeCharacter(context, at);
      continue;
    }
    const mark = markFor(line, at, end);
    markdown += mark + write(context, at + 1, end) + mark;
    at = end;
  }
  return markdown;
}

/** The index at which the formatting that opens at `at` closes, or -1 when none opens there. */
function closingOf({ line, escapedAt }: Context, at: number, to: number): number {
  const mark = line[at] ?? "";
  if (!(mark in marks) || at === escapedAt) return -1;
  const before = line[at - 1];
  const after = line[at + 1];
  if (before !== undefined && !opensAfter.test(before)) return -1;
  if (after === undefined || after === mark || /[\s/.]/.test(after)) return -1;
  const end = line.indexOf(mark, at + 1);
  if (end < 0 || end >= to || /\s/.test(line[end - 1] ?? " ")) return -1;
  const next = line[end + 1];
  return next === undefined || (next !== mark && next !== "/" && !letter.test(next)) ? end : -1;
}

/** Next to a name, inside or before the italics, `_` would be part of it. A star marks the italics then. */
function markFor(line: string, at: number, end: number): string {
  const mark = line[at] ?? "";
  if (mark !== "_") return marks[mark] ?? "";
  return [at - 1, at + 1, end - 1].some((beside) => line[beside] === "\0") ? "*" : "_";
}

function writeCharacter(context: Context, at: number): string {
  const character = context.line[at] ?? "";
  return at === context.escapedAt || needsEscape(context, at, character) ? `\\${character}` : character;
}

function needsEscape(context: Context, at: number, character: string): boolean {
  const { line } = context;
  const before = line[at - 1] ?? " ";
  const after = line[at + 1] ?? " ";
  switch (character) {
    case "`":
      return true;
    case "\\":
      return at === line.length - 1 || /[!-/:-@[-`{-~\0]/.test(after);
    case "*":
      return !context.loneStar && !(/\s/.test(before) && /\s/.test(after));
    case "_":
      // Right after a name, it would continue the name.
      if (before === "\0") return true;
      return !context.loneUnderscore && !(/\s/.test(before) && /\s/.test(after)) && !isWithinWord(before, after);
    case "~":
      return before === "~" || after === "~";
    case "]":
      return after === "(" || (after === ":" && context.beginsBracketed);
    case "!":
      return after === "\0";
    case "<":
      return /[a-z/!?]/i.test(after);
    case "&":
      return entity.test(line.slice(at, at + 36));
    default:
      return false;
  }
}

function isWithinWord(before: string, after: string): boolean {
  return letter.test(before) && letter.test(after);
}

function isLone(text: string, character: string): boolean {
  return text.indexOf(character) === text.lastIndexOf(character);
}

function isBracketed(line: string): boolean {
  return line.trimStart().startsWith("[");
}
