"use client";

import { type KeyboardEvent, type RefObject, useLayoutEffect } from "react";
import { beginWaiting, holdEnter, holdKey, isEnterHeld, takeHeldEnter, typeHeldKeys } from "./held-keys";

type LateEnterOptions = {
  readonly field: RefObject<HTMLInputElement | null>;
  /** Whether the list shows what the typed text finds. */
  readonly hasAnswer: boolean;
  /** Picks the active option, if there is one. */
  readonly onEnter: () => void;
};

/**
 * An Enter that comes before the list that it picks from waits for that list, and so does what is typed after it. Returns the
 * handler of the field's keys; true: the key waits.
 */
export function useLateEnter({ field, hasAnswer, onEnter }: LateEnterOptions): (event: KeyboardEvent) => boolean {
  useLayoutEffect(beginWaiting, []);
  // After each drawing: by then the list shows what has been typed so far, and the field is as the last Enter left it.
  useLayoutEffect(() => {
    if (!isEnterHeld()) typeHeldKeys(field.current);
    else if (hasAnswer && takeHeldEnter()) onEnter();
  });
  return (event) => {
    if (event.key === "Enter" && (isEnterHeld() || !hasAnswer)) holdEnter();
    else if (!isEnterHeld() || !holdKey(event)) return false;
    event.preventDefault();
    return true;
  };
}
