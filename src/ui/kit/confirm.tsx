"use client";

import { type KeyboardEvent, type ReactNode, useLayoutEffect, useRef } from "react";
import { Button } from "./button";

export type ConfirmProps = {
  question: ReactNode;
  /** What the buttons say. */
  keep: string;
  confirm: string;
  onKeep: () => void;
  onConfirm: () => void;
};

/** Asks, in the place of what was pressed, before something that is not easily taken back. Esc keeps things as they are. */
export function Confirm({ question, keep, confirm, onKeep, onConfirm }: ConfirmProps) {
  const first = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => first.current?.focus(), []);
  function onKeyDown(event: KeyboardEvent) {
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
      <Button size="small" onClick={onKeep}>
        {keep}
      </Button>
      <Button ref={first} size="small" variant="danger" onClick={onConfirm}>
        {confirm}
      </Button>
    </div>
  );
}
