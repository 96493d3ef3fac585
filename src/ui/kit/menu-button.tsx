"use client";

import { cloneElement, type KeyboardEvent, type MouseEvent, type ReactElement, useState } from "react";
import { LateMenu, wantMenu } from "./late-menu";
import { LateSheet } from "./late-sheet";
import type { MenuProps } from "./menu";
import { isTouch } from "./pointer";

export type MenuButtonProps = Pick<MenuProps, "items" | "side" | "align"> & {
  /** The button. It stays the same element whatever opens from it. */
  trigger: ReactElement<Record<string, unknown>>;
  onOpenChange?: (open: boolean) => void;
};

/** A button with a menu, which is a sheet for a finger. Its label names the sheet. */
export function MenuButton({ trigger, onOpenChange, ...rest }: MenuButtonProps) {
  const [button, setButton] = useState<HTMLElement | null>(null);
  const [opened, setOpened] = useState<{ isByKey: boolean } | null>(null);
  function change(next: { isByKey: boolean } | null) {
    setOpened(next);
    onOpenChange?.(next !== null);
  }
  return (
    <>
      {cloneElement(trigger, {
        ref: setButton,
        "aria-haspopup": isTouch() ? "dialog" : "menu",
        "aria-expanded": opened !== null,
        "data-popup-open": opened ? "" : undefined,
        onPointerEnter: wantMenu,
        onFocus: wantMenu,
        onClick: ({ detail }: MouseEvent) => change(opened ? null : { isByKey: detail === 0 }),
        onKeyDown: (event: KeyboardEvent) => {
          if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
          event.preventDefault();
          change({ isByKey: true });
        },
      })}
      {!isTouch() ? (
        <LateMenu
          {...rest}
          anchor={button}
          open={opened !== null}
          startsAtFirst={opened?.isByKey ?? false}
          onClose={() => change(null)}
        />
      ) : opened ? (
        <LateSheet label={button?.ariaLabel ?? ""} items={rest.items} pressed={button} onClose={() => change(null)} />
      ) : null}
    </>
  );
}
