export { buildRows, keyOf, messageRowKey, newRowKey, type TimelineRow } from "./build-rows";
export { MessageTimeline } from "./message-timeline";
export type { Edge, Landing, TimelineHandle } from "./types";
