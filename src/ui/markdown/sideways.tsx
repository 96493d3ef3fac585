"use client";

import { type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { classNames } from "../kit/class-names";
import { useTabStop } from "../kit/tab-stop";

export type SidewaysProps = { label: string; dir: "ltr" | "auto" | undefined; className?: string; children: ReactNode };

/** Holds what may be wider than its place, and moves it sideways: with a wheel, a finger, or the arrow keys once Tab has reached it. */
export function Sideways({ label, dir, className, children }: SidewaysProps) {
  const box = useRef<HTMLDivElement>(null);
  const [isWide, setIsWide] = useState(false);
  const tabIndex = useTabStop() ?? 0;
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setIsWide(element.scrollWidth > element.clientWidth));
    for (const one of [element, ...element.children]) observer.observe(one);
    return () => observer.disconnect();
  }, []);
  return (
    <div
      ref={box}
      dir={dir}
      // Browsers put what scrolls among the tab stops by themselves: here only that of the row with the focus is one.
      tabIndex={isWide ? tabIndex : -1}
      {...(isWide && { role: "group", "aria-label": label })}
      className={classNames("overflow-x-auto overscroll-x-contain outline-offset-[-2px]", className)}
    >
      {children}
    </div>
  );
}

/** As wide as a paragraph, so that what reads from the right ends where text does; wider where it has to be and there is room. */
export const wideFrame = "w-fit min-w-[min(72ch,100%)] max-w-full";
