"use client";

import { type KeyboardEvent, type PointerEvent, type RefObject, useLayoutEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { rememberWidth, setWidth, widthMax, widthMin, within } from "./width";

const stepPx = 8;

/** The edge of the sidebar, by which it gets wider and narrower. A double click or Enter gives it its own width back. */
export function ResizeHandle({ sidebar }: { sidebar: RefObject<HTMLElement | null> }) {
  const t = useTranslations("sidebar");
  const [width, noteWidth] = useState(0);
  const [grip, setGrip] = useState<{ readonly offset: number } | null>(null);
  const widthNow = () => Math.round(sidebar.current?.getBoundingClientRect().width ?? 0);
  useLayoutEffect(() => noteWidth(Math.round(sidebar.current?.getBoundingClientRect().width ?? 0)), [sidebar]);

  function resize(px: number | null) {
    setWidth(px);
    noteWidth(px === null ? widthNow() : within(px));
  }
  function choose(px: number | null) {
    resize(px);
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
      role="separator"
      tabIndex={0}
      aria-label={t("width")}
      aria-orientation="vertical"
      aria-valuemin={widthMin}
      aria-valuemax={widthMax}
      aria-valuenow={width}
      data-active={grip ? "" : undefined}
      onPointerDown={onPointerDown}
      onPointerMove={(event) => grip && resize(event.clientX + grip.offset)}
      onPointerUp={onPointerUp}
      onPointerCancel={onPointerUp}
      onDoubleClick={() => choose(null)}
      onKeyDown={onKeyDown}
      className="absolute inset-y-0 -end-1 z-10 hidden w-2 cursor-col-resize touch-none outline-offset-[-3px] after:absolute after:inset-y-0 after:start-[3px] after:w-0.5 hover:after:bg-line-strong data-active:after:bg-accent md:block"
    />
  );
}

/** Null is the width without a choice; undefined if the key means nothing here. */
function widthByKey(key: string, now: number): number | null | undefined {
  if (key === "Enter") return null;
  return { ArrowLeft: now - stepPx, ArrowRight: now + stepPx, Home: widthMin, End: widthMax }[key];
}
