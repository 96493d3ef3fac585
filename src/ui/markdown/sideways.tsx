"use client";

import { type ReactNode, type RefObject, useLayoutEffect, useRef, useState } from "react";
import { classNames } from "../kit/class-names";
import { useTabStop } from "../kit/tab-stop";

export type SidewaysProps = {
  label: string;
  dir: "ltr" | "auto" | undefined;
  /** Stays in place above what scrolls. */
  head?: ReactNode;
  className?: string;
  children: ReactNode;
};

/**
 * A frame for wide content. It scrolls sideways with a wheel, a finger, or the arrow keys once Tab has reached it. A shadow shows at
 * each edge that hides something.
 */
export function Sideways({ label, dir, head, className, children }: SidewaysProps) {
  const box = useRef<HTMLDivElement>(null);
  const { left, right, isGrown } = useHidden(box);
  const tabIndex = useTabStop() ?? 0;
  const isWide = left || right;
  return (
    <div dir={dir} data-room="" data-grown={isGrown || undefined} className={room}>
      <div
        data-wide={isWide || undefined}
        className={classNames("min-w-0 overflow-hidden rounded-lg border border-line", className)}
      >
        {head}
        <div className="relative">
          <div
            ref={box}
            // Browsers make scrollable boxes tab stops. Here only the one in the focused row may be one.
            tabIndex={isWide ? tabIndex : -1}
            {...(isWide && { role: "group", "aria-label": label })}
            className="overflow-x-auto overscroll-x-contain outline-offset-[-2px]"
          >
            {children}
          </div>
          {left ? <div className={classNames(shadow, "left-0 bg-linear-to-r")} /> : null}
          {right ? <div className={classNames(shadow, "right-0 bg-linear-to-l")} /> : null}
        </div>
      </div>
    </div>
  );
}

/**
 * At least as wide as a paragraph, so that right-to-left content begins where such text does. Wider where needed and possible: as far
 * as the list says in `--wide`.
 */
const room = "flex w-max min-w-[min(var(--measure),100%)] max-w-[min(var(--measure-wide),var(--wide,100%))]";

const shadow = "pointer-events-none absolute inset-y-0 w-4 from-shade to-transparent";

/** The edges of a box beyond which it has more, and whether its frame is wider than the column of text. */
function useHidden(box: RefObject<HTMLElement | null>): typeof none {
  const [hidden, setHidden] = useState(none);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    function look(box: HTMLElement) {
      const { scrollLeft, scrollWidth, clientWidth } = box;
      const most = scrollWidth - clientWidth;
      // In a box that begins at the right, positions count from there, downwards.
      const left = getComputedStyle(box).direction === "rtl" ? most + scrollLeft : scrollLeft;
      // Widths are rounded, positions are not: at an end, up to a pixel is left.
      const frame = box.closest<HTMLElement>("[data-room]");
      const column = frame?.parentElement?.clientWidth ?? 0;
      const next = { left: left >= 2, right: most - left >= 2, isGrown: (frame?.offsetWidth ?? 0) > column + 1 };
      setHidden((before) =>
        before.left === next.left && before.right === next.right && before.isGrown === next.isGrown ? before : next,
      );
    }
    const onChange = () => look(element);
    const observer = new ResizeObserver(onChange);
    for (const one of [element, ...element.children]) observer.observe(one);
    element.addEventListener("scroll", onChange, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", onChange);
    };
  }, [box]);
  return hidden;
}

const none = { left: false, right: false, isGrown: false };
