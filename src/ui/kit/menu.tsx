"use client";

import { ContextMenu as BaseContext } from "@base-ui/react/context-menu";
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
};

/** A list of actions that opens from a button. */
export function Menu({ trigger, items, side = "bottom", align = "start", onOpenChange }: MenuProps) {
  return (
    <Base.Root {...(onOpenChange ? { onOpenChange } : {})}>
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
  /** The area that answers a right click or a long press. */
  children: ReactElement<Record<string, unknown>>;
  items: MenuItem[];
  onOpenChange?: (open: boolean) => void;
};

/** The same list of actions at the pointer. One of these can serve a whole list of rows. */
export function ContextMenu({ children, items, onOpenChange }: ContextMenuProps) {
  return (
    <BaseContext.Root {...(onOpenChange ? { onOpenChange } : {})}>
      <BaseContext.Trigger render={children} />
      <BaseContext.Portal>
        <BaseContext.Positioner collisionPadding={8} className="z-50 outline-none">
          <BaseContext.Popup className={popup}>
            <MenuItems items={items} />
          </BaseContext.Popup>
        </BaseContext.Positioner>
      </BaseContext.Portal>
    </BaseContext.Root>
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
