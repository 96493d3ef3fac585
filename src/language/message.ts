import type { MarkdownIt } from "markdown-it";
import { createParser } from "./parser";
import { buildTree, type MessageNode } from "./tree";

let parser: MarkdownIt | null = null;

/**
 * Parses a text of the chat language into the nodes to show. The only reader of the language, on the screen and in the server.
 */
export function readMessage(body: string): MessageNode[] {
  // The text as the parser sees it, so that the line numbers match.
  const source = body.replace(/\r\n?/g, "\n").replaceAll("\0", "\uFFFD");
  parser ??= createParser();
  return buildTree(parser.parse(source, {}), source);
}
