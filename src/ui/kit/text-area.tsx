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
  const borders = element.offsetHeight - element.clientHeight;
  element.style.height = "auto";
  const wanted = element.scrollHeight + borders;
  element.style.height = `${Math.min(wanted, maxHeightPx)}px`;
  element.style.overflowY = wanted > maxHeightPx ? "auto" : "hidden";
}

function assign<T>(ref: Ref<T> | undefined, value: T) {
  if (typeof ref === "function") return ref(value);
  if (ref) ref.current = value;
}
