import { DomainError } from "../core/errors";
import { limits } from "../core/limits";

/**
 * Parses a caller's JSON text. It is checked before it is parsed: 400 `malformed` for invalid JSON, for nesting deeper than
 * `depthMax`, or for more than `jsonMarksMax` opening brackets, commas and colons.
 */
export function parseJson(text: string, depthMax: number = limits.jsonDepthMax): unknown {
  refuseOutsizedJson(text, depthMax);
  try {
    return JSON.parse(text);
  } catch {
    throw new DomainError("malformed", "The body is not valid JSON.");
  }
}

/** The same check without parsing, for a text that a library parses. */
export function refuseOutsizedJson(text: string, depthMax: number = limits.jsonDepthMax): void {
  let depth = 0;
  let marks = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) at = endOfString(text, at);
    else if (code === closingBrace || code === closingBracket) depth -= 1;
    else if (code === openingBrace || code === openingBracket) {
      depth += 1;
      marks += 1;
      if (depth > depthMax) throw new DomainError("malformed", "The request is nested too deeply.");
    } else if (code === comma || code === colon) marks += 1;
    if (marks > limits.jsonMarksMax)
      throw new DomainError("malformed", `A request holds at most ${limits.jsonMarksMax} keys and values.`);
  }
}

const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a];
const [openingBrace, closingBrace, openingBracket, closingBracket] = [0x7b, 0x7d, 0x5b, 0x5d];

/** The end of the string that begins at `at`; the end of the text if the string is unterminated. */
function endOfString(text: string, at: number): number {
  let end = at + 1;
  for (; end < text.length; end += 1) {
    const code = text.charCodeAt(end);
    if (code === quote) break;
    if (code === backslash) end += 1;
  }
  return end;
}
