"use client";

import { type Ref, type TextareaHTMLAttributes, useLayoutEffect, useRef } from "react";
import { classNames } from "./class-names";

export type TextAreaProps = TextareaHTMLAttributes<HTMLTextAreaElement> & {
  /** Beyond this height, in CSS pixels, the text scrolls inside. */
  maxHeightPx?: number;
  ref?: Ref<HTMLTextAreaElement>;
};

/** A text area that is as high as its text. Give it a name with `aria-label` or a label. */
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

/** Browsers that know `field-sizing` need no script for it, which would have them lay out the page with every key. */
function fitsByItself(): boolean {
  return CSS.supports("field-sizing", "content");
}

/** Makes a text area as high as its text, up to a height in CSS pixels. */
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
 * The browser takes text out before it puts other text in, and lays out the page in between. An area that loses lines for that moment
 * makes room for a list that stands at its end above it, which then stays a few lines off. So the area's box keeps its height until the
 * next frame, in which the list sees what has become of it in the end.
 */
function steadyWhileTyping(area: HTMLTextAreaElement): () => void {
  let isHeld = false;
  function hold({ inputType }: InputEvent) {
    // What is only typed takes nothing out, and is to cost nothing.
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
