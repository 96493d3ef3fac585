"use client";

import type { ReactNode } from "react";
import { classNames } from "./class-names";

export type OptionRowProps = {
  id: string;
  isActive: boolean;
  onPoint: () => void;
  onPick: () => void;
  children: ReactNode;
};

/** One row of a list of options. The focus stays in the field above, which names the active row. */
export function OptionRow({ id, isActive, onPoint, onPick, children }: OptionRowProps) {
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
        "flex min-h-9 cursor-default select-none items-center gap-3 rounded-md px-2 touch:min-h-11",
        isActive && "bg-pressed",
      )}
    >
      {children}
    </div>
  );
}
