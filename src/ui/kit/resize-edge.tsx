"use client";

import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import { classNames } from "./class-names";
import { type KeptWidth, keptWidths, rememberWidth, setWidth } from "./kept-width";

export type ResizeEdgeProps = {
  /** Whose width it is. */
  of: KeptWidth;
  /** The edge of its parent that it stands at. */
  side: "start" | "end";
  /** The accessible name. */
  label: string;
  /** Says where the parent's width can be chosen. */
  className: string;
};

/** Where the edge is held, and the width that it had there. A press that moves nothing chooses nothing. */
type Grip = { readonly x: number; readonly widthPx: number; readonly isMoved: boolean };

const stepPx = 16;

/**
 * The edge by which its parent gets wider and narrower: by dragging, or with the arrow keys. A double click or Enter gives it back
 * its usual width.
 */
export function ResizeEdge({ of: name, side, label, className }: ResizeEdgeProps) {
  const [widthPx, noteWidth] = useState(0);
  const [grip, setGrip] = useState<Grip | null>(null);
  const edge = useRef<HTMLDivElement>(null);
  const { minPx, maxPx } = keptWidths[name];
  const towardsWider = side === "end" ? 1 : -1;
  // What is drawn may be narrower than what was chosen, on a small screen.
  const widthNow = () => widthOf(edge.current?.parentElement);
  useEffect(() => {
    const parent = edge.current?.parentElement;
    if (!parent) return;
    const size = new ResizeObserver(() => noteWidth(widthOf(parent)));
    size.observe(parent);
    return () => size.disconnect();
  }, []);

  function choose(px: number | null) {
    setWidth(name, px);
    rememberWidth(name, px);
  }
  function onPointerDown(event: PointerEvent<HTMLElement>) {
    if (event.button !== 0) return;
    // No text is selected, and the focus stays where the user writes.
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    setGrip({ x: event.clientX, widthPx: widthNow(), isMoved: false });
  }
  function onPointerMove({ clientX }: PointerEvent) {
    if (!grip || (clientX === grip.x && !grip.isMoved)) return;
    if (!grip.isMoved) setGrip({ ...grip, isMoved: true });
    setWidth(name, grip.widthPx + towardsWider * (clientX - grip.x));
  }
  function letGo() {
    if (grip?.isMoved) rememberWidth(name, widthNow());
    setGrip(null);
  }
  function onKeyDown(event: KeyboardEvent) {
    const [now, step] = [widthNow(), towardsWider * stepPx];
    const keys = { ArrowLeft: now - step, ArrowRight: now + step, Home: minPx, End: maxPx, Enter: null };
    const wanted = new Map<string, number | null>(Object.entries(keys)).get(event.key);
    if (wanted === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    choose(wanted);
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule of text cannot take the focus and has no value.
    <div
      ref={edge}
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation="vertical"
      aria-valuemin={minPx}
      aria-valuemax={maxPx}
      aria-valuenow={widthPx}
      data-active={grip ? "" : undefined}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={letGo}
      onPointerCancel={letGo}
      onDoubleClick={() => choose(null)}
      onKeyDown={onKeyDown}
      className={classNames(look, side === "end" ? "-end-1" : "-start-1", className)}
    />
  );
}

const look =
  "absolute inset-y-0 z-10 w-2 cursor-col-resize touch-none outline-offset-[-3px] after:absolute after:inset-y-0 after:start-[3px] after:w-0.5 hover:after:bg-line-strong data-active:after:bg-accent";

function widthOf(element: HTMLElement | null | undefined): number {
  return Math.round(element?.getBoundingClientRect().width ?? 0);
}
