"use client";

import { Menu as Base } from "@base-ui/react/menu";
import { classNames } from "./class-names";
import { Kbd } from "./kbd";
import { keyOf, type MenuItem, MenuItemFace } from "./menu-item";
import { useTopLayer } from "./top-layer";
import { usePopupFocus } from "./use-popup-focus";

export type MenuProps = {
  /** The button the menu belongs to, or a point in the window. */
  anchor: HTMLElement | { readonly x: number; readonly y: number } | null;
  items: MenuItem[];
  open: boolean;
  onClose: () => void;
  label?: string | undefined;
  side?: "top" | "bottom" | "left" | "right";
  align?: "start" | "center" | "end";
  /** The first action starts out active, for keyboard use. */
  startsAtFirst?: boolean;
};

/** A list of actions beside its button or at the pointer. */
export function Menu(props: MenuProps) {
  const { anchor, items, open, onClose, label, side = "bottom", align = "start", startsAtFirst = false } = props;
  const button = anchor instanceof HTMLElement ? anchor : null;
  const { popupProps } = usePopupFocus(open, startsAtFirst ? '[role="menuitem"]' : ".none", button);
  const topLayer = useTopLayer();
  return (
    <Base.Root
      open={open}
      onOpenChange={(isOpen, { event }) => {
        // The button itself handles a press on it.
        if (!isOpen && !(event.target instanceof Node && button?.contains(event.target))) onClose();
      }}
    >
      <Base.Portal container={topLayer}>
        <Base.Positioner
          anchor={anchor && (button ?? pointOf(anchor))}
          side={side}
          align={align}
          sideOffset={button ? 4 : 0}
          collisionPadding={8}
          className="z-50 outline-none"
        >
          <Base.Popup {...popupProps} data-overlay aria-label={label} className={popup}>
            <MenuItems items={items} />
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

function pointOf(anchor: NonNullable<MenuProps["anchor"]>) {
  const { x, y } = anchor instanceof HTMLElement ? anchor.getBoundingClientRect() : anchor;
  return { getBoundingClientRect: () => new DOMRect(x, y, 0, 0) };
}

function MenuItems({ items }: { items: MenuItem[] }) {
  return items.map((item, index) =>
    item === "separator" ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: separators have nothing else to be told apart by.
      <Base.Separator key={`separator-${index}`} className="-mx-1 my-1 h-px bg-line" />
    ) : (
      <Base.Item
        key={keyOf(item)}
        onClick={item.onSelect}
        disabled={item.disabled ?? false}
        className={classNames(row, item.danger ? "text-danger" : "text-ink")}
      >
        <MenuItemFace item={item} icon="size-4" />
        {item.shortcut ? <Kbd keys={item.shortcut} /> : null}
      </Base.Item>
    ),
  );
}

const popup =
  "popup-motion max-h-(--available-height) min-w-48 max-w-80 origin-(--transform-origin) overflow-y-auto rounded-lg border border-line bg-raised p-1 shadow-lg outline-none";

const row =
  "flex min-h-8 cursor-default select-none items-center gap-3 rounded-sm px-2 text-base outline-none data-disabled:text-faint data-highlighted:bg-pressed touch:min-h-11";
