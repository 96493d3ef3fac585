"use client";

import { type KeyboardEvent, type ReactNode, useLayoutEffect, useRef } from "react";
import { Button } from "./button";

export type ConfirmProps = {
  question: ReactNode;
  /** The labels of the buttons. */
  keep: string;
  confirm: string;
  /** The question is still loading. */
  isPending?: boolean;
  onKeep: () => void;
  onConfirm: () => void;
};

/**
 * Asks for confirmation in place of the pressed button, before an action that is hard to undo. Esc and Enter both cancel: the
 * focus is on the cancelling button, so a key pressed twice confirms nothing.
 */
export function Confirm({ question, keep, confirm, isPending = false, onKeep, onConfirm }: ConfirmProps) {
  const first = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => first.current?.focus(), []);
  function onKeyDown(event: KeyboardEvent) {
    // A held Enter would alternate between asking and cancelling.
    if (event.repeat && event.key === "Enter") event.preventDefault();
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    onKeep();
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields.
    <div
      role="group"
      onKeyDown={onKeyDown}
      className="flex w-full flex-wrap items-center justify-end gap-2 rounded-lg bg-panel py-2 ps-4 pe-2"
    >
      <p role="alert" dir="auto" className="min-w-40 flex-1">
        {question}
      </p>
      <Button ref={first} size="small" onClick={onKeep}>
        {keep}
      </Button>
      <Button size="small" variant="danger" disabled={isPending} onClick={onConfirm}>
        {confirm}
      </Button>
    </div>
  );
}
