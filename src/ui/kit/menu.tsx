"use client";

import { Menu as Base } from "@base-ui/react/menu";
import type { LucideIcon } from "lucide-react";
import type { ReactElement } from "react";
import { classNames } from "./class-names";
import { Kbd } from "./kbd";

export type MenuItem =
  | "separator"
  | {
      label: string;
      onSelect: () => void;
      icon?: LucideIcon;
      shortcut?: string;
      danger?: boolean;
      disabled?: boolean;
    };

export type MenuProps = {
  trigger: ReactElement<Record<string, unknown>>;
  items: MenuItem[];
  side?: "top" | "bottom" | "left" | "right";
  align?: "start" | "center" | "end";
  onOpenChange?: (open: boolean) => void;
  /** Opens at once. */
  defaultOpen?: boolean;
};

/** A list of actions that opens from a button. */
export function Menu({
  trigger,
  items,
  side = "bottom",
  align = "start",
  onOpenChange,
  defaultOpen = false,
}: MenuProps) {
  return (
    <Base.Root defaultOpen={defaultOpen} {...(onOpenChange ? { onOpenChange } : {})}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner side={side} align={align} sideOffset={4} collisionPadding={8} className="z-50 outline-none">
          <Base.Popup className={popup}>
            <MenuItems items={items} />
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export type ContextMenuProps = {
  /** Where the pointer was, in the window; null while the menu is closed. */
  at: { x: number; y: number } | null;
  items: MenuItem[];
  onClose: () => void;
};

/** The same list of actions at the pointer. One of these serves a whole list of rows: it opens on their `contextmenu` event. */
export function ContextMenu({ at, items, onClose }: ContextMenuProps) {
  return (
    <Base.Root open={at !== null} onOpenChange={(open) => open || onClose()}>
      <Base.Portal>
        <Base.Positioner
          anchor={at && { getBoundingClientRect: () => new DOMRect(at.x, at.y, 0, 0) }}
          align="start"
          collisionPadding={8}
          className="z-50 outline-none"
        >
          <Base.Popup className={popup}>
            <MenuItems items={items} />
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

function MenuItems({ items }: { items: MenuItem[] }) {
  return items.map((item, index) =>
    item === "separator" ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: separators have nothing else to be told apart by.
      <Base.Separator key={`separator-${index}`} className="my-1 h-px bg-line" />
    ) : (
      <Base.Item
        key={item.label}
        onClick={item.onSelect}
        disabled={item.disabled ?? false}
        className={classNames(row, item.danger ? "text-danger" : "text-ink")}
      >
        {item.icon ? <item.icon aria-hidden="true" className="size-4 shrink-0 opacity-80" strokeWidth={1.75} /> : null}
        <span className="min-w-0 flex-1 truncate">{item.label}</span>
        {item.shortcut ? <Kbd keys={item.shortcut} /> : null}
      </Base.Item>
    ),
  );
}

const popup =
  "popup-motion max-h-(--available-height) min-w-48 max-w-80 origin-(--transform-origin) overflow-y-auto rounded-lg border border-line bg-raised p-1 shadow-lg shadow-black/5 outline-none";

const row =
  "flex min-h-8 cursor-default select-none items-center gap-2 rounded-md px-2 text-base outline-none data-disabled:opacity-50 data-highlighted:bg-hover touch:min-h-11";
