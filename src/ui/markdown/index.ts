export { MessageBody } from "./message-body";
export { toPlainText } from "./plain-text";
export type { MarkdownResolvers } from "./resolvers";
