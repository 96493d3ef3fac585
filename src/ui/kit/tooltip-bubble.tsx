"use client";

import { Tooltip as Base } from "@base-ui/react/tooltip";
import { Kbd } from "./kbd";
import { useTopLayer } from "./top-layer";

export type TooltipBubbleProps = {
  element: HTMLElement;
  label: string;
  shortcut: string | undefined;
  side: "top" | "bottom" | "left" | "right";
};

/** The tooltip beside an element. Hidden from screen readers, which read the element's own name. */
export function TooltipBubble({ element, label, shortcut, side }: TooltipBubbleProps) {
  const topLayer = useTopLayer();
  return (
    <Base.Root open>
      <Base.Portal aria-hidden="true" container={topLayer}>
        <Base.Positioner
          anchor={element}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          className="pointer-events-none z-50"
        >
          <Base.Popup className="popup-motion flex max-w-72 items-center gap-2 rounded-md border border-line bg-raised px-2 py-1 text-ink text-sm shadow-sm">
            {label}
            {shortcut ? <Kbd keys={shortcut} /> : null}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
