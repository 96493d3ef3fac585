export { type BuildRowsOptions, buildRows, keyOf, messageRowKey, newRowKey, type TimelineRow } from "./build-rows";
export { MessageTimeline, type MessageTimelineProps } from "./message-timeline";
export type { Edge, Landing, RowState, TimelineHandle, TimelineProps } from "./types";
