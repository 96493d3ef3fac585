"use client";

import { type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { classNames } from "../kit/class-names";
import { useTabStop } from "../kit/tab-stop";

export type SidewaysProps = { label: string; dir: "ltr" | "auto" | undefined; className?: string; children: ReactNode };

/** Scrolls wide content sideways: with a wheel, a finger, or the arrow keys once Tab has reached it. */
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
      // Browsers make scrollable boxes tab stops. Here only the one in the focused row may be one.
      tabIndex={isWide ? tabIndex : -1}
      {...(isWide && { role: "group", "aria-label": label })}
      className={classNames("overflow-x-auto overscroll-x-contain outline-offset-[-2px]", className)}
    >
      {children}
    </div>
  );
}

/** As wide as a paragraph, so that right-to-left content ends where text does; wider where needed and possible. */
export const wideFrame = "w-fit min-w-[min(72ch,100%)] max-w-full";
