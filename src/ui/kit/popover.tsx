"use client";

import { Popover as Base } from "@base-ui/react/popover";
import type { ReactElement, ReactNode } from "react";
import { classNames } from "./class-names";

export type PopoverProps = {
  trigger: ReactElement<Record<string, unknown>>;
  children: ReactNode;
  /** The accessible name of the panel. */
  label: string;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  side?: "top" | "bottom" | "left" | "right";
  align?: "start" | "center" | "end";
  className?: string;
};

/** A panel that belongs to its trigger and closes when one leaves it. */
export function Popover({
  trigger,
  children,
  label,
  side = "bottom",
  align = "start",
  className,
  ...state
}: PopoverProps) {
  return (
    <Base.Root {...state}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner side={side} align={align} sideOffset={6} collisionPadding={8} className="z-50">
          <Base.Popup aria-label={label} className={classNames(panel, className)}>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

const panel =
  "popup-motion max-h-(--available-height) max-w-[calc(100vw-1rem)] origin-(--transform-origin) overflow-auto rounded-lg border border-line bg-raised text-ink shadow-lg shadow-black/5 outline-none";
