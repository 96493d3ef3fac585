"use client";

import { Popover as Base } from "@base-ui/react/popover";
import type { ReactNode } from "react";
import { classNames } from "./class-names";
import { isPressed } from "./focus";
import { useTopLayer } from "./top-layer";
import { usePopupFocus } from "./use-popup-focus";

export type PopoverProps = {
  /** The button the panel belongs to. */
  anchor: HTMLElement | null;
  children: ReactNode;
  /** The accessible name of the panel. */
  label: string;
  open: boolean;
  onClose: () => void;
  side?: "top" | "bottom" | "left" | "right";
  align?: "start" | "center" | "end";
  className?: string;
};

/** A panel that belongs to a button and closes when the user leaves it. Its first field gets the focus. */
export function Popover(props: PopoverProps) {
  const { anchor, children, label, open, onClose, side = "bottom", align = "start", className } = props;
  const { popupProps } = usePopupFocus(open, "input, textarea", anchor);
  const topLayer = useTopLayer();
  return (
    <Base.Root
      open={open}
      onOpenChange={(isOpen) => {
        // The button itself handles a press on it.
        if (!isOpen && !isPressed(anchor)) onClose();
      }}
    >
      <Base.Portal container={topLayer}>
        <Base.Positioner anchor={anchor} side={side} align={align} sideOffset={4} collisionPadding={8} className="z-50">
          <Base.Popup {...popupProps} data-overlay aria-label={label} className={classNames(panel, className)}>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

const panel =
  "popup-motion max-h-(--available-height) max-w-[calc(100vw-1rem)] origin-(--transform-origin) overflow-auto rounded-lg border border-line bg-raised text-ink shadow-lg outline-none";
