export { useMessageLabel } from "./message-label";
export { useMessageMenu } from "./message-menu";
export { MessageRow } from "./message-row";
export type { Delivery, MessageActions, MessageItem, MessagePermissions } from "./types";
