"use client";

import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { rememberWidth, setWidth, widthMax, widthMin } from "./width";

const stepPx = 8;

/** The edge of its parent, the sidebar, by which that gets wider and narrower. A double click or Enter gives it its own width back. */
export function ResizeHandle() {
  const t = useTranslations("sidebar");
  const [width, noteWidth] = useState(0);
  const [grip, setGrip] = useState<{ readonly offset: number } | null>(null);
  const handle = useRef<HTMLDivElement>(null);
  const widthNow = () => widthOf(handle.current?.parentElement);
  useEffect(() => {
    const sidebar = handle.current?.parentElement;
    if (!sidebar) return;
    const size = new ResizeObserver(() => noteWidth(widthOf(sidebar)));
    size.observe(sidebar);
    return () => size.disconnect();
  }, []);

  function choose(px: number | null) {
    setWidth(px);
    rememberWidth(px);
  }
  function onPointerDown(event: PointerEvent<HTMLElement>) {
    if (event.button !== 0) return;
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    setGrip({ offset: widthNow() - event.clientX });
  }
  function onPointerUp() {
    if (grip) rememberWidth(widthNow());
    setGrip(null);
  }
  function onKeyDown(event: KeyboardEvent) {
    const wanted = widthByKey(event.key, widthNow());
    if (wanted === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    choose(wanted);
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule of text cannot take the focus and has no value.
    <div
      ref={handle}
      role="separator"
      tabIndex={0}
      aria-label={t("width")}
      aria-orientation="vertical"
      aria-valuemin={widthMin}
      aria-valuemax={widthMax}
      aria-valuenow={width}
      data-active={grip ? "" : undefined}
      onPointerDown={onPointerDown}
      onPointerMove={(event) => grip && setWidth(event.clientX + grip.offset)}
      onPointerUp={onPointerUp}
      onPointerCancel={onPointerUp}
      onDoubleClick={() => choose(null)}
      onKeyDown={onKeyDown}
      className="absolute inset-y-0 -end-1 z-10 hidden w-2 cursor-col-resize touch-none outline-offset-[-3px] after:absolute after:inset-y-0 after:start-[3px] after:w-0.5 hover:after:bg-line-strong data-active:after:bg-accent md:block"
    />
  );
}

function widthOf(element: HTMLElement | null | undefined): number {
  return Math.round(element?.getBoundingClientRect().width ?? 0);
}

/** Null is the width without a choice; undefined if the key means nothing here. */
function widthByKey(key: string, now: number): number | null | undefined {
  if (key === "Enter") return null;
  return { ArrowLeft: now - stepPx, ArrowRight: now + stepPx, Home: widthMin, End: widthMax }[key];
}
