import { readMessage } from "./message";
import type { MessageNode } from "./tree";

/** A noncharacter, which no text contains. */
const probe = "\uFFFF";
const code = new Set(["fence", "code_block", "code_inline"]);

const mayHoldCode = /`|~~~|\t| {4}/;

/** Whether this place in a text is inside code, where nothing becomes a name or a link. */
export function isInCode(text: string, at: number): boolean {
  if (!mayHoldCode.test(text)) return false;
  return holdsProbe(readMessage(`${text.slice(0, at)}${probe}${text.slice(at)}`));
}

function holdsProbe(nodes: readonly MessageNode[]): boolean {
  return nodes.some(
    ({ type, content, info, children }) =>
      (code.has(type) && (content.includes(probe) || info.includes(probe))) || holdsProbe(children),
  );
}
