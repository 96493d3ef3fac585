"use client";

import { Bot, Keyboard, Link2, LogOut, MonitorSmartphone, SunMoon, UserRound, UsersRound } from "lucide-react";
import { useTranslations } from "use-intl";
import { useMe } from "../../client/hooks";
import { isManager } from "../../domain/core/roles";
import { authorOf } from "../../domain/members/rules";
import { Avatar } from "../kit/avatar";
import type { MenuItem } from "../kit/menu";
import { MenuButton } from "../kit/menu-button";
import { Name } from "../kit/name";
import { peoplePlace } from "../navigation/place";
import { go } from "../navigation/use-place";
import { useDialogs } from "../session/use-dialogs";
import { useSignOut } from "../session/use-sign-out";
import { useWorkspace } from "../session/use-workspace";

/** The user's own menu: profile, preferences, sessions, bots and sign-out. */
export function UserMenu() {
  const t = useTranslations("sidebar");
  const signOut = useSignOut();
  const me = useMe();
  const dialogs = useDialogs();
  const { workspace } = useWorkspace();
  if (!me) return null;
  const author = authorOf(me);

  const items: MenuItem[] = [
    { label: t("profile"), icon: UserRound, onSelect: () => dialogs.open({ name: "settings", page: "profile" }) },
    { label: t("preferences"), icon: SunMoon, onSelect: () => dialogs.open({ name: "settings", page: "preferences" }) },
    {
      label: t("sessions"),
      icon: MonitorSmartphone,
      onSelect: () => dialogs.open({ name: "settings", page: "sessions" }),
    },
    { label: t("shortcuts"), icon: Keyboard, shortcut: "?", onSelect: () => dialogs.open({ name: "shortcuts" }) },
    "separator",
    { label: t("people"), icon: UsersRound, onSelect: () => go(peoplePlace(workspace.slug)) },
    ...(isManager(me)
      ? [{ label: t("invite"), icon: Link2, onSelect: () => dialogs.open({ name: "invite" }) } as const]
      : []),
    ...(me.role === "guest"
      ? []
      : [{ label: t("developers"), icon: Bot, onSelect: () => dialogs.open({ name: "developers" }) } as const]),
    "separator",
    { label: t("signOut"), icon: LogOut, onSelect: () => void signOut() },
  ];

  return (
    <div className="border-line border-t p-2">
      <MenuButton
        side="top"
        items={items}
        trigger={
          <button
            type="button"
            aria-label={t("userMenu", { name: author.display_name })}
            className="flex min-h-10 w-full min-w-0 items-center gap-2 rounded-md px-2 text-start hover:bg-pressed data-popup-open:bg-pressed"
          >
            <Avatar id={author.id} name={author.display_name} sizePx={24} />
            <Name className="min-w-0 flex-1 truncate font-medium">{author.display_name}</Name>
          </button>
        }
      />
    </div>
  );
}
