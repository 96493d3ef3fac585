"use client";

import { useRef, useState } from "react";
import { classNames } from "../kit/class-names";
import { useLeavesWhenCovered } from "../kit/focus";
import { NoticePlace } from "../kit/notice-place";
import { StatusPlace } from "../kit/status-pill";
import { roomForList, roomForPane, useMedia } from "../kit/use-media";
import type { Pane } from "../navigation/place";
import { hasMoved, usePlace } from "../navigation/use-place";
import { Sidebar } from "../sidebar/sidebar";
import { WorkspaceRail } from "../sidebar/workspace-rail";
import { ConnectionPill } from "./connection-pill";
import { FailureNotices } from "./failure-notices";
import { PageTitle } from "./page-title";
import { isListOnly } from "./pages";
import { UpdatePill } from "./update-pill";
import { useIdleWork } from "./use-idle-work";
import { useSwipeBack } from "./use-swipe-back";
import { ViewPane } from "./view-pane";

/** The columns: sidebar, conversation, thread. A phone shows one at a time, over the one it came from, which keeps its place. */
export function WorkspaceLayout() {
  const place = usePlace();
  const hasListOnly = isListOnly(place);
  const columns = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const middle = useRef<HTMLDivElement>(null);
  const hasRoom = useMedia(roomForList);
  const isListAlone = hasListOnly && !hasRoom;
  const hasRoomForPane = useMedia(roomForPane);
  const hasTimeline = place?.view?.kind === "conversation" && (hasRoomForPane || isThreadOrNone(place.view.pane));
  useLeavesWhenCovered(list, !hasRoom && !hasListOnly);
  const swipe = useSwipeBack(columns, middle);
  // What comes after the list slides in. What the page began with, and what takes its place, does not.
  const [shown, setShown] = useState({ hasListOnly, slides: false });
  if (shown.hasListOnly !== hasListOnly) setShown({ hasListOnly, slides: !hasListOnly && hasMoved() });
  useIdleWork();
  const pills = (
    <>
      <ConnectionPill />
      <UpdatePill />
    </>
  );
  return (
    <>
      <PageTitle />
      <FailureNotices />
      <div className="flex h-dvh flex-col">
        {isListAlone ? <div className="flex justify-center bg-panel px-4 pt-1 empty:hidden">{pills}</div> : null}
        <div ref={columns} className="relative flex min-h-0 flex-1 max-lg:overflow-hidden">
          <div
            ref={list}
            className={classNames(
              "flex min-h-0 max-md:absolute max-md:inset-0",
              // Nothing of the list, such as its pills, may stand above what slides over it.
              "max-md:isolate",
              !hasListOnly && "max-md:unless-swiping:invisible",
            )}
          >
            <WorkspaceRail />
            <Sidebar />
          </div>
          <div
            ref={middle}
            data-swipes
            {...swipe}
            className={classNames(
              "min-h-0 min-w-0 flex-1 bg-canvas max-md:absolute max-md:inset-0 max-md:in-data-swiping:shadow-lg max-md:in-data-swiping:ring-1 max-md:in-data-swiping:ring-line md:relative md:flex",
              hasListOnly ? "hidden" : "flex",
              shown.slides && "max-md:pane-motion",
            )}
          >
            <ViewPane />
            {isListAlone ? null : <StatusPlace isLow={!hasTimeline}>{pills}</StatusPlace>}
          </div>
        </div>
        {/* For what has no composer. */}
        <NoticePlace className="shrink-0" />
      </div>
    </>
  );
}

/** Whether a conversation still shows messages where its pane covers it. */
function isThreadOrNone(pane: Pane | null): boolean {
  return pane === null || pane.kind === "thread";
}
