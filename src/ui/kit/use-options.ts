"use client";

import { type KeyboardEvent, useId, useLayoutEffect, useRef, useState } from "react";
import type { OptionRowProps } from "./option-row";

export type OptionList = {
  /** The active option; -1 if there is none. */
  readonly active: number;
  /** Makes an option active without moving the list under the pointer. */
  readonly choose: (index: number) => void;
  /** Makes an option active and brings it into view. */
  readonly moveTo: (index: number) => void;
  /** Moves to the next option or the one before, around the ends. */
  readonly move: (step: 1 | -1) => void;
  /** Handles ↑ and ↓. True if it did. */
  readonly onKeyDown: (event: KeyboardEvent) => boolean;
  /** The roles and states of the field that has the focus. */
  readonly field: {
    readonly role: "combobox";
    readonly "aria-autocomplete": "list";
    readonly "aria-expanded": boolean;
    readonly "aria-controls": string;
    readonly "aria-activedescendant": string | undefined;
  };
  /** The id of the list. */
  readonly id: string;
  readonly option: (index: number) => Pick<OptionRowProps, "id" | "isActive" | "onPoint">;
};

/**
 * A list of options below a field that keeps the focus and names the active one. The first option is active until another is
 * chosen; a choice lasts while the option is there and the text that the options match stays the same.
 */
export function useOptions(keys: readonly string[], text: string, ownId?: string): OptionList {
  const madeId = useId();
  const id = ownId ?? madeId;
  const [chosen, setChosen] = useState({ text, key: "" });
  const isMoved = useRef(false);
  const shownFor = useRef(text);
  const active = keys.length === 0 ? -1 : Math.max(0, chosen.text === text ? keys.indexOf(chosen.key) : 0);
  const activeId = active < 0 ? undefined : `${id}-${active}`;
  const choose = (index: number) => setChosen({ text, key: keys[index] ?? "" });

  // What the pointer is on must not move away under it. Another text has other options, of which the first is active.
  useLayoutEffect(() => {
    if ((isMoved.current || shownFor.current !== text) && activeId !== undefined)
      document.getElementById(activeId)?.scrollIntoView({ block: "nearest" });
    isMoved.current = false;
    shownFor.current = text;
  }, [activeId, text]);

  function moveTo(index: number) {
    isMoved.current = true;
    choose(index);
  }

  function move(step: 1 | -1) {
    if (keys.length > 0) moveTo((active + step + keys.length) % keys.length);
  }

  return {
    active,
    choose,
    moveTo,
    move,
    onKeyDown: ({ key }) => {
      const step = key === "ArrowDown" ? 1 : key === "ArrowUp" ? -1 : 0;
      if (step === 0 || keys.length === 0) return false;
      move(step);
      return true;
    },
    field: {
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": keys.length > 0,
      "aria-controls": id,
      "aria-activedescendant": activeId,
    },
    id,
    option: (index) => ({ id: `${id}-${index}`, isActive: index === active, onPoint: () => choose(index) }),
  };
}
