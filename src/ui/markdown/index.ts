export { InlineText } from "./inline-text";
export { MessageBody } from "./message-body";
export type { MarkdownResolvers } from "./resolvers";
