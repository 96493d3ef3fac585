export { LateMessageSheet } from "./late-message-sheet";
export { useMessageLabel } from "./message-label";
export { useMessageMenu } from "./message-menu";
export { MessageRow } from "./message-row";
export type { MessageActions, MessageItem, MessagePermissions, SendState } from "./types";
