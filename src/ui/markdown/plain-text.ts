import { parseMarkdown } from "./parser";
import type { MarkdownNode } from "./tree";

/** The words of a message without their marks, in one line: for labels, previews and quotes. */
export function toPlainText(body: string, maxChars = 200): string {
  // Marks take room too; four times the wanted length is more than enough to read.
  const nodes = parseMarkdown(body.slice(0, maxChars * 4)).nodes;
  const parts: string[] = [];
  collect(nodes, parts);
  const text = parts.join("").replace(/\s+/g, " ").trim();
  return text.length > maxChars ? `${[...text].slice(0, maxChars - 1).join("")}…` : text;
}

function collect(nodes: MarkdownNode[], parts: string[]) {
  for (const node of nodes) {
    if (node.type === "softbreak" || node.type === "hardbreak") parts.push(" ");
    else if (node.children.length > 0) collect(node.children, parts);
    else parts.push(node.content);
    if (blocks.has(node.type)) parts.push(" ");
  }
}

const blocks = new Set(["paragraph", "heading", "list_item", "blockquote", "td", "th", "fence", "code_block"]);
