"use client";

import { type KeyboardEvent, type ReactNode, useLayoutEffect, useRef } from "react";
import { Button } from "./button";

export type ConfirmProps = {
  question: ReactNode;
  /** What the buttons say. */
  keep: string;
  confirm: string;
  /** The question is not complete yet. */
  isPending?: boolean;
  onKeep: () => void;
  onConfirm: () => void;
};

/**
 * Asks, in the place of what was pressed, before something that is not easily taken back. Esc keeps things as they are, and so does
 * Enter: the focus is on the button that keeps them, so that a key that was pressed twice confirms nothing.
 */
export function Confirm({ question, keep, confirm, isPending = false, onKeep, onConfirm }: ConfirmProps) {
  const first = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => first.current?.focus(), []);
  function onKeyDown(event: KeyboardEvent) {
    // A key that is held would ask and keep by turns.
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
      className="flex w-full flex-wrap items-center justify-end gap-2 rounded-md bg-panel p-2"
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
