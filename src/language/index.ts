export { isSafeLink } from "./addresses";
export { callsIn } from "./calls";
export { mayBeginName } from "./chat-rules";
export { showControls } from "./controls";
export { isInCode } from "./in-code";
export { readMessage } from "./message";
export { toPlainText } from "./plain-text";
export { readShownMessage } from "./recent";
export type { MessageNode } from "./tree";
