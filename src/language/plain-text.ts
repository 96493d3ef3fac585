import { withoutControls } from "./controls";
import { readShownMessage } from "./recent";
import type { MessageNode } from "./tree";

/** The words of a message without their marks, on one line: for labels, previews and quotes. */
export function toPlainText(body: string, maxChars = 200): string {
  const parts: string[] = [];
  collect(readShownMessage(body), parts);
  const text = withoutControls(parts.join("").replace(/\s+/g, " ")).trim();
  const characters = [...text];
  return characters.length > maxChars ? `${characters.slice(0, maxChars - 1).join("")}…` : text;
}

function collect(nodes: readonly MessageNode[], parts: string[]) {
  for (const node of nodes) {
    if (node.type === "softbreak" || node.type === "hardbreak") parts.push(" ");
    else if (node.children.length > 0) collect(node.children, parts);
    else parts.push(node.content);
    if (blocks.has(node.type)) parts.push(" ");
  }
}

const blocks = new Set(["paragraph", "heading", "list_item", "blockquote", "td", "th", "fence", "code_block"]);
