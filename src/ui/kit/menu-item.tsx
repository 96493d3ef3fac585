import type { LucideIcon } from "lucide-react";
import { classNames } from "./class-names";

export type MenuItem =
  | "separator"
  | {
      label: string;
      /** Tells items apart that may have the same label, such as names. */
      id?: string;
      onSelect: () => void;
      icon?: LucideIcon;
      shortcut?: string;
      danger?: boolean;
      disabled?: boolean;
    };

export type MenuAction = Exclude<MenuItem, "separator">;

/** What tells an action of a menu apart from the others. */
export function keyOf({ id, label }: MenuAction): string {
  return id ?? label;
}

/** The icon and the label of an action. `icon` is the class of the icon's size. */
export function MenuItemFace({ item, icon }: { item: MenuAction; icon: string }) {
  return (
    <>
      {item.icon ? (
        <item.icon
          aria-hidden="true"
          className={classNames(icon, "shrink-0", !item.danger && "text-muted")}
          strokeWidth={1.75}
        />
      ) : null}
      <span className="min-w-0 flex-1 truncate">{item.label}</span>
    </>
  );
}
