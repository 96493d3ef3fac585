"use client";

import type { ReactNode } from "react";
import { ConversationWaiting } from "../conversation/conversation-waiting";
import { classNames } from "../kit/class-names";
import { Motif } from "../kit/motif";
import { Skeleton } from "../kit/skeleton";
import { StatusPlace } from "../kit/status-pill";
import { pathOf } from "../navigation/place";
import { usePlace } from "../navigation/use-place";
import { isListOnly, pageAt } from "./pages";

/** The skeleton of a loading workspace, in which the user can already write. Its grey shapes stay invisible at first. */
export function WorkspaceSkeleton({ pill }: { pill?: ReactNode }) {
  const place = usePlace();
  const hasListOnly = isListOnly(place);
  return (
    <div className="relative flex h-dvh flex-col">
      <div className="flex min-h-0 flex-1">
        <div
          aria-hidden="true"
          className={classNames(
            "w-full flex-col gap-4 border-line border-e bg-panel p-4 md:flex md:w-(--sidebar-width) md:shrink-0",
            hasListOnly ? "flex" : "hidden",
          )}
        >
          <Motif columns={6} count={6} className="appear-late mt-1 mb-2 h-4 self-start" />
          {widths.map((width) => (
            <Skeleton key={width} className={`h-3 ${width}`} />
          ))}
        </div>
        <div className={classNames("min-h-0 min-w-0 flex-1 md:flex", hasListOnly ? "hidden" : "flex")}>
          {pageAt(place) ? null : <ConversationWaiting address={place && pathOf(place)} />}
        </div>
      </div>
      {pill ? <StatusPlace>{pill}</StatusPlace> : null}
    </div>
  );
}

const widths = ["w-40", "w-28", "w-36", "w-24", "w-44", "w-20"];
