"use client";

import { useMemo } from "react";
import type { ThreadView, TimelineView } from "../../../client/views/shapes";
import type { Edge } from "../../timeline";

export type Loads = { loadOlder: () => void; loadNewer: () => void };

/** The two ends of the loaded messages, in the form the list expects. Keep `loads` stable. */
export function useEdgesOf(view: TimelineView | ThreadView, loads: Loads): { older: Edge; newer: Edge } {
  const { has_older, has_newer, loading, error } = view;
  return useMemo(() => {
    const edge = (exists: boolean, which: "older" | "newer", load: () => void): Edge => ({
      state: !exists ? "none" : loading === which || loading === "whole" ? "loading" : error ? "failed" : "idle",
      load,
    });
    return { older: edge(has_older, "older", loads.loadOlder), newer: edge(has_newer, "newer", loads.loadNewer) };
  }, [has_older, has_newer, loading, error, loads]);
}
