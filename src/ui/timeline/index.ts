export { buildRows, keyOf, messageRowKey, newRowKey, type TimelineRow } from "./build-rows";
export type { Groups } from "./grouping";
export { MessageTimeline, type MessageTimelineProps } from "./message-timeline";
export type { Edge, Landing, TimelineHandle } from "./types";
export { useGroups } from "./use-groups";
