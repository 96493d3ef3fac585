export { MessageBody, type MessageBodyProps } from "./message-body";
export { toPlainText } from "./plain-text";
export type { MarkdownResolvers, ResolvedChannel, ResolvedMention } from "./resolvers";
