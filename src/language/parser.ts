import createMarkdownIt, { type MarkdownIt } from "markdown-it";
import { addAddresses, isSafeLink } from "./addresses";
import { addBlockRules } from "./block-rules";
import { addChatRules } from "./chat-rules";
import { addEmphasis } from "./emphasis";

/**
 * The parser of the chat language: CommonMark without HTML, with strikethrough, tables, addresses and the names of people,
 * channels and emoji. Its time grows linearly with the length of the text, whatever the text is.
 */
export function createParser(): MarkdownIt {
  const parser = createMarkdownIt({ html: false, linkify: true, breaks: true, typographer: false });
  // Reference definitions would vanish from the message, and so would the line of dashes that makes the line above a heading.
  parser.disable(["reference", "lheading"]);
  parser.validateLink = isSafeLink;
  // An address is shown as it was written: decoded, it can look like another one.
  parser.normalizeLinkText = (url) => url;
  addBlockRules(parser);
  addAddresses(parser);
  addChatRules(parser);
  addEmphasis(parser);
  return parser;
}
