export { MessageBody } from "./message-body";
export type { MarkdownResolvers } from "./resolvers";
