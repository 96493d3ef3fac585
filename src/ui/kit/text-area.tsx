"use client";

import { type Ref, type TextareaHTMLAttributes, useLayoutEffect, useRef } from "react";
import { classNames } from "./class-names";

export type TextAreaProps = TextareaHTMLAttributes<HTMLTextAreaElement> & {
  /** Above this height, in CSS pixels, the text scrolls. */
  maxHeightPx?: number;
  ref?: Ref<HTMLTextAreaElement>;
};

/** A text area that grows with its text. Name it with `aria-label` or a label. */
export function TextArea({ maxHeightPx = usualMaxPx, className, ref, value, ...rest }: TextAreaProps) {
  const own = useRef<HTMLTextAreaElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text, which is read from the element.
  useLayoutEffect(() => {
    if (own.current) fitHeight(own.current, maxHeightPx);
  }, [value, maxHeightPx]);
  useLayoutEffect(() => (own.current ? steadyWhileTyping(own.current) : undefined), []);
  return (
    <textarea
      ref={(element) => {
        own.current = element;
        return assign(ref, element);
      }}
      rows={1}
      dir="auto"
      value={value}
      className={classNames("field-sizing-content block w-full resize-none", className)}
      style={{ maxHeight: maxHeightPx }}
      {...rest}
    />
  );
}

const usualMaxPx = 320;

/** Browsers with `field-sizing` need no script, which would force a layout on every key press. */
function fitsByItself(): boolean {
  return CSS.supports("field-sizing", "content");
}

/** Makes a text area as tall as its text, up to a height in CSS pixels. */
export function fitHeight(element: HTMLTextAreaElement, maxHeightPx = usualMaxPx): void {
  if (fitsByItself()) return;
  const release = holdHeight(element.parentElement);
  const borders = element.offsetHeight - element.clientHeight;
  element.style.height = "auto";
  const wanted = element.scrollHeight + borders;
  element.style.height = `${Math.min(wanted, maxHeightPx)}px`;
  element.style.overflowY = wanted > maxHeightPx ? "auto" : "hidden";
  release();
}

/**
 * The browser removes text before it inserts other text, and lays out the page in between. If the area loses lines for that
 * moment, a list above it that is scrolled to its end gets more room, and then stays a few lines off. So the area's box keeps its
 * height until the next frame, when the list sees only the final result.
 */
function steadyWhileTyping(area: HTMLTextAreaElement): () => void {
  let isHeld = false;
  function hold({ inputType }: InputEvent) {
    // Plain typing removes nothing and must cost nothing.
    if (isHeld || (inputType === "insertText" && area.selectionStart === area.selectionEnd)) return;
    isHeld = true;
    const release = holdHeight(area.parentElement);
    requestAnimationFrame(() => {
      isHeld = false;
      release();
    });
  }
  const over = new AbortController();
  area.addEventListener("beforeinput", hold, { signal: over.signal });
  return () => over.abort();
}

function holdHeight(box: HTMLElement | null): () => void {
  if (!box) return () => {};
  box.style.minHeight = `${box.offsetHeight}px`;
  return () => {
    box.style.minHeight = "";
  };
}

function assign<T>(ref: Ref<T> | undefined, value: T) {
  if (typeof ref === "function") return ref(value);
  if (ref) ref.current = value;
}
