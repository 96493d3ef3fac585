"use client";

import { type KeyboardEvent, type PointerEvent, useRef } from "react";

export type ResizeEdgeProps = {
  /** The accessible name of the edge. */
  label: string;
  widthPx: number;
  minPx: number;
  maxPx: number;
  onResize: (widthPx: number) => void;
  /** Back to the usual width, by a double click. */
  onReset: () => void;
};

const stepPx = 16;

/** The start edge of a pane, which makes it wider or narrower: by dragging, or with the arrow keys. */
export function ResizeEdge({ label, widthPx, minPx, maxPx, onResize, onReset }: ResizeEdgeProps) {
  const from = useRef<{ x: number; widthPx: number } | null>(null);
  const resize = (wantedPx: number) => onResize(Math.min(maxPx, Math.max(minPx, wantedPx)));

  function onPointerDown(event: PointerEvent<HTMLElement>) {
    if (event.button !== 0) return;
    // No text is selected, and the focus stays where the user writes.
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    // What is drawn may be narrower than what is wished, on a small screen.
    from.current = { x: event.clientX, widthPx: event.currentTarget.parentElement?.offsetWidth ?? widthPx };
  }
  function onPointerMove(event: PointerEvent) {
    if (from.current) resize(from.current.widthPx + from.current.x - event.clientX);
  }
  function onKeyDown(event: KeyboardEvent) {
    const wanted = { ArrowLeft: widthPx + stepPx, ArrowRight: widthPx - stepPx, Home: minPx, End: maxPx }[event.key];
    if (wanted === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    resize(wanted);
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule cannot be moved.
    <div
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={widthPx}
      aria-valuemin={minPx}
      aria-valuemax={maxPx}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onLostPointerCapture={() => {
        from.current = null;
      }}
      onDoubleClick={onReset}
      onKeyDown={onKeyDown}
      className="absolute inset-y-0 -start-1 z-10 w-2 cursor-col-resize touch-none outline-none after:absolute after:inset-y-0 after:start-[3px] after:w-0.5 hover:after:bg-line-strong focus-visible:after:bg-accent active:after:bg-accent max-lg:hidden"
    />
  );
}
