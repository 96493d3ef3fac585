"use client";

import type { ReactNode } from "react";
import { classNames } from "./class-names";

export type OptionRowProps = {
  id: string;
  isActive: boolean;
  /** Called while the pointer moves over it. */
  onPoint: () => void;
  onPick: () => void;
  /** The rows of a list that fills its window are high and reach from edge to edge. */
  isWide?: boolean;
  children: ReactNode;
};

/** One row of a list of options. The focus stays in the field, which names the active row. See `useOptions`. */
export function OptionRow({ id, isActive, onPoint, onPick, isWide = false, children }: OptionRowProps) {
  return (
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isActive}
      onPointerMove={onPoint}
      onPointerDown={(event) => event.preventDefault()}
      onClick={onPick}
      onKeyDown={() => {}}
      className={classNames(
        "flex cursor-default select-none items-center gap-3",
        isWide ? "min-h-11 px-4" : "min-h-9 rounded-md px-2 touch:min-h-11",
        isActive && "bg-pressed [--under:var(--pressed)]",
      )}
    >
      {children}
    </div>
  );
}
