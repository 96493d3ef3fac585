import type { MarkdownIt } from "markdown-it";
import { createParser } from "./parser";
import { buildTree, type MessageNode } from "./tree";

let parser: MarkdownIt | null = null;

/** Reads a text of the chat language into what is drawn of it. The one reader of the language, on the screen and in the server. */
export function readMessage(body: string): MessageNode[] {
  // As the parser sees it, so that its line numbers are those of the text.
  const source = body.replace(/\r\n?/g, "\n").replaceAll("\0", "\uFFFD");
  parser ??= createParser();
  return buildTree(parser.parse(source, {}), source);
}
