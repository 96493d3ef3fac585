"use client";

import { ArrowDown, ArrowUp } from "lucide-react";
import type { MouseEvent, RefObject } from "react";
import { useTranslations } from "use-intl";
import { classNames } from "../kit/class-names";
import { type Edge, type Edges, rowsBeyond } from "./use-unread-edges";

export type EdgePillProps = { edge: Edge; side: keyof Edges; list: RefObject<HTMLElement | null> };

/**
 * How many unread conversations are beyond an edge of the list. It scrolls to the nearest. It stands on a strip as high as what the list
 * keeps free of rows that it scrolls to, and no row shows half beside it.
 */
export function EdgePill({ edge, side, list }: EdgePillProps) {
  const t = useTranslations("sidebar");
  if (edge.count === 0) return null;
  const Arrow = side === "above" ? ArrowUp : ArrowDown;
  function show({ detail }: MouseEvent) {
    const [nearest] = list.current ? rowsBeyond(list.current, side) : [];
    nearest?.scrollIntoView({ block: "center" });
    // The pill may be gone now. A pointer has left the focus where it was.
    if (detail === 0) nearest?.focus({ preventScroll: true });
  }
  return (
    <div
      className={classNames(
        "absolute inset-x-0 z-10 flex h-8 items-center justify-center bg-panel px-4 touch:h-13",
        side === "above" ? "top-0" : "bottom-0",
      )}
    >
      <button
        type="button"
        onMouseDown={(event) => event.preventDefault()}
        onClick={show}
        className={classNames(
          "flex min-h-6 items-center gap-1 rounded-full border px-2.5 font-medium text-xs shadow-sm touch:min-h-11",
          edge.isCalling
            ? "border-transparent bg-accent-fill text-on-fill hover:bg-accent-fill-hover"
            : "border-line-mid bg-raised text-ink hover:bg-hover",
        )}
      >
        <Arrow className="size-3" />
        {t(side, { count: edge.count })}
      </button>
    </div>
  );
}
