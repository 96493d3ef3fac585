"use client";

import { type MessageNode, readShownMessage, toPlainText } from "../../language";
import { useEmojiNamesIn } from "../emoji/use-emoji-names";
import { renderNodes } from "./elements";
import type { MarkdownResolvers } from "./resolvers";

export type InlineTextProps = { text: string; resolvers: MarkdownResolvers };

/** Text of the chat language on one line, with its links and emoji. A list, a table or code is shown as plain text. */
export function InlineText({ text, resolvers }: InlineTextProps) {
  useEmojiNamesIn(text);
  const nodes = readShownMessage(text);
  if (nodes.some(({ type }) => type !== "paragraph")) return toPlainText(text, text.length);
  return renderNodes(nodes.flatMap(onOneLine), { resolvers });
}

function onOneLine(paragraph: MessageNode, index: number): MessageNode[] {
  const inside = paragraph.children.map((node) => (breaks.has(node.type) ? asSpace(node) : node));
  return index === 0 ? inside : [asSpace(paragraph), ...inside];
}

const breaks = new Set(["softbreak", "hardbreak"]);

function asSpace(node: MessageNode): MessageNode {
  return { ...node, type: "text", content: " ", children: [] };
}
