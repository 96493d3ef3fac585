import { classNames } from "./class-names";
import { MenuIcon, type MenuIconName } from "./menu-icon";

export type MenuItem =
  | "separator"
  | {
      label: string;
      /** Tells items apart that may have the same label, such as names. */
      id?: string;
      onSelect: () => void;
      icon?: MenuIconName;
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
        <MenuIcon name={item.icon} className={classNames(icon, "shrink-0", !item.danger && "text-muted")} />
      ) : null}
      <span className="min-w-0 flex-1 truncate">{item.label}</span>
    </>
  );
}
