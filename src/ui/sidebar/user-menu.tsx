"use client";

import { useTranslations } from "use-intl";
import { useMe, usePresenceOf } from "../../client/hooks";
import { isManager } from "../../domain/core/roles";
import { authorOf } from "../../domain/members/rules";
import { MenuButton } from "../kit/menu-button";
import type { MenuItem } from "../kit/menu-item";
import { Name } from "../kit/name";
import { isTouch } from "../kit/pointer";
import { peoplePlace } from "../navigation/place";
import { go } from "../navigation/use-place";
import { PersonAvatar } from "../people/person-avatar";
import { useAccount } from "../session/use-account";
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
    { label: t("profile"), icon: "UserRound", onSelect: () => dialogs.open({ name: "settings", page: "profile" }) },
    {
      label: t("preferences"),
      icon: "SunMoon",
      onSelect: () => dialogs.open({ name: "settings", page: "preferences" }),
    },
    {
      label: t("sessions"),
      icon: "MonitorSmartphone",
      onSelect: () => dialogs.open({ name: "settings", page: "sessions" }),
    },
    ...(isTouch()
      ? []
      : [
          {
            label: t("shortcuts"),
            icon: "Keyboard",
            shortcut: "?",
            onSelect: () => dialogs.open({ name: "shortcuts" }),
          } as const,
        ]),
    "separator",
    { label: t("people"), icon: "UsersRound", onSelect: () => go(peoplePlace(workspace.slug)) },
    ...(isManager(me)
      ? [{ label: t("invite"), icon: "Link2", onSelect: () => dialogs.open({ name: "invite" }) } as const]
      : []),
    ...(me.role === "guest"
      ? []
      : [{ label: t("developers"), icon: "Bot", onSelect: () => dialogs.open({ name: "developers" }) } as const]),
    "separator",
    { label: t("signOut"), icon: "LogOut", onSelect: () => void signOut() },
  ];

  return (
    <div className="mx-2 border-line border-t py-2">
      <MenuButton
        side="top"
        items={items}
        trigger={
          <button
            type="button"
            aria-label={t("userMenu", { name: author.display_name })}
            className="flex min-h-11 w-full min-w-0 items-center gap-2.5 rounded-md px-2 text-start [--under:var(--panel)] hover:bg-pressed/60 data-popup-open:bg-pressed data-popup-open:[--under:var(--pressed)]"
          >
            <PersonAvatar person={author} sizePx={32} />
            <span className="flex min-w-0 flex-1 flex-col">
              <Name className="truncate font-semibold text-sm">{author.display_name}</Name>
              <StatusLine userId={author.id} />
            </span>
          </button>
        }
      />
    </div>
  );
}

/** The person's own words, else how they appear to others. It takes its room from the start. */
function StatusLine({ userId }: { userId: string }) {
  const t = useTranslations("people");
  const presence = usePresenceOf(userId);
  const status = useAccount().data?.user.status ?? "";
  return (
    <Name className="h-4 truncate text-muted text-xs">{status !== "" ? status : presence ? t(presence) : ""}</Name>
  );
}
