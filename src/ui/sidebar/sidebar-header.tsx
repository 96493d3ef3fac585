"use client";

import { ChevronsUpDown } from "lucide-react";
import { useTranslations } from "use-intl";
import { useMe } from "../../client/hooks";
import { isManager } from "../../domain/core/roles";
import { Mark } from "../kit/mark";
import { MenuButton } from "../kit/menu-button";
import type { MenuItem } from "../kit/menu-item";
import { Name } from "../kit/name";
import { go } from "../navigation/use-place";
import { useDialogs } from "../session/use-dialogs";
import { useWorkspace } from "../session/use-workspace";

/** The workspace's name. It opens a menu of the other workspaces, and of what its managers do. */
export function SidebarHeader() {
  const t = useTranslations("sidebar");
  const { workspace, workspaces } = useWorkspace();
  const me = useMe();
  const dialogs = useDialogs();
  const others = workspaces.filter(({ id }) => id !== workspace.id);
  const items: MenuItem[] = [
    ...others.map((one) => ({ id: one.id, label: one.name, onSelect: () => go(`/w/${one.slug}`) })),
    ...(others.length > 0 && me && isManager(me) ? (["separator"] as const) : []),
    ...(me && isManager(me)
      ? [{ label: t("invite"), icon: "Link2", onSelect: () => dialogs.open({ name: "invite" }) } as const]
      : []),
  ];
  const name = (
    <>
      <Mark className="size-5 text-accent" />
      <Name className="min-w-0 flex-1 truncate">{workspace.name}</Name>
    </>
  );
  if (items.length === 0) return <p className={`${row} px-4`}>{name}</p>;
  return (
    <div className={`${row} px-2`}>
      <MenuButton
        items={items}
        trigger={
          <button
            type="button"
            aria-label={t("workspaceMenu", { name: workspace.name })}
            className="flex min-h-9 w-full min-w-0 items-center gap-2.5 rounded-md px-2 text-start hover:bg-pressed/60 data-popup-open:bg-pressed touch:min-h-11"
          >
            {name}
            <ChevronsUpDown className="text-muted" />
          </button>
        }
      />
    </div>
  );
}

const row = "flex h-(--header) shrink-0 items-center gap-2.5 font-semibold text-lg";
