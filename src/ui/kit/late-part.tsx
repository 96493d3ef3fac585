"use client";

import { type ComponentType, useLayoutEffect, useRef } from "react";
import { EmptyState } from "./empty-state";
import { type Late, useLate } from "./late";
import { arriveIn } from "./late-focus";
import { useLateWait } from "./late-wait";
import { Skeleton } from "./skeleton";

export type LatePartProps<P> = { of: Late<ComponentType<P>>; with: P };

/** A part of a pane or page whose code is fetched when it is first shown. Whatever shows it takes the focus (`useTakesFocus`). */
export function LatePart<P extends object>({ of: part, with: props }: LatePartProps<P>) {
  const { Part, hasFailed } = useLate(part);
  const content = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (Part && content.current) arriveIn(content.current);
  }, [Part]);
  return (
    <div ref={content} className="contents">
      {Part ? <Part {...props} /> : <PartWaiting hasFailed={hasFailed} onRetry={part.retry} />}
    </div>
  );
}

function PartWaiting({ hasFailed, onRetry }: { hasFailed: boolean; onRetry: () => void }) {
  const { title, lead, action } = useLateWait(onRetry);
  if (!hasFailed)
    return (
      <div data-waiting aria-busy="true" className="flex flex-col gap-4 p-4">
        <Skeleton className="h-8" />
        <Skeleton className="h-4 w-2/3" />
        <Skeleton className="h-4 w-1/2" />
      </div>
    );
  return (
    <div data-waiting role="alert">
      <EmptyState title={title} actions={action}>
        {lead}
      </EmptyState>
    </div>
  );
}
