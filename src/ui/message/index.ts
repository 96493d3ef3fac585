export { useMessageLabel } from "./message-label";
export { useMessageMenu } from "./message-menu";
export { MessageRow, type MessageRowProps } from "./message-row";
export type { Delivery, MessageActions, MessageItem, MessagePermissions } from "./types";
