"use client";

import { useRef } from "react";
import { classNames } from "../kit/class-names";
import { useLeavesWhenCovered } from "../kit/focus";
import { NoticePlace } from "../kit/notice-place";
import { StatusPlace } from "../kit/status-pill";
import { roomForList, useMedia } from "../kit/use-media";
import { usePlace } from "../navigation/use-place";
import { Sidebar } from "../sidebar/sidebar";
import { WorkspaceRail } from "../sidebar/workspace-rail";
import { ConnectionBar } from "./connection-bar";
import { FailureNotices } from "./failure-notices";
import { PageTitle } from "./page-title";
import { isListOnly } from "./pages";
import { UpdateBar } from "./update-bar";
import { useFetchAhead } from "./use-fetch-ahead";
import { ViewPane } from "./view-pane";

/** The columns: sidebar, conversation, thread. A phone shows one at a time. */
export function WorkspaceLayout() {
  const place = usePlace();
  const hasListOnly = isListOnly(place);
  const list = useRef<HTMLDivElement>(null);
  const hasRoom = useMedia(roomForList);
  const isListAlone = hasListOnly && !hasRoom;
  useLeavesWhenCovered(list, !hasRoom && !hasListOnly);
  useFetchAhead();
  const pills = (
    <>
      <ConnectionBar />
      <UpdateBar />
    </>
  );
  return (
    <>
      <PageTitle />
      <FailureNotices />
      <div className="flex h-dvh flex-col">
        {isListAlone ? <div className="flex justify-center bg-panel px-4 pt-1 empty:hidden">{pills}</div> : null}
        <div className="flex min-h-0 flex-1">
          <div ref={list} className={classNames("min-h-0 md:flex", hasListOnly ? "flex w-full md:w-auto" : "hidden")}>
            <WorkspaceRail />
            <Sidebar />
          </div>
          <div className={classNames("relative min-h-0 min-w-0 flex-1 md:flex", hasListOnly ? "hidden" : "flex")}>
            <ViewPane />
            {isListAlone ? null : <StatusPlace>{pills}</StatusPlace>}
          </div>
        </div>
        {/* For what has no composer. */}
        <NoticePlace className="shrink-0" />
      </div>
    </>
  );
}
