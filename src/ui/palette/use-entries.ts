"use client";

import {
  Bot,
  Hash,
  Keyboard,
  Link2,
  LogOut,
  MonitorSmartphone,
  Moon,
  Plus,
  Sun,
  SunMoon,
  UserRound,
  UsersRound,
} from "lucide-react";
import { useDeferredValue, useMemo } from "react";
import { useTranslations } from "use-intl";
import { useBootStatus, useChannels, useDirects, useMe, useServer } from "../../client/hooks";
import { isManager } from "../../domain/core/roles";
import { rankPeople } from "../../domain/names/ranking";
import { setTheme } from "../kit/theme";
import { peoplePlace, placeOf, targetOf } from "../navigation/place";
import { go } from "../navigation/use-place";
import { useOpenDirect } from "../people/use-open-direct";
import { type People, usePeople } from "../people/use-people";
import { useDialogs } from "../session/use-dialogs";
import { useSignOut } from "../session/use-sign-out";
import { useWorkspace } from "../session/use-workspace";
import { type PaletteEntry, shownMax } from "./entries";

/** All entries from memory, plus the server's matches for a query; nothing until the workspace is loaded. */
export function useEntries(query: string, onClose: () => void): { entries: PaletteEntry[]; isAsking: boolean } {
  const { workspace, login } = useWorkspace();
  const isReady = useBootStatus().state === "ready";
  const people = usePeople();
  const conversations = useConversationEntries(people);
  const commands = useCommandEntries(onClose);
  const openDirect = useOpenDirect();
  const wanted = query.replace(/^[#@]/, "").trim();
  // After a bare `#` or `@` the choice is wider: people and channels are listed too.
  const isNothingTyped = query.trim() === "";
  const later = useDeferredValue(wanted);
  const asked = useServer(
    ["jump", workspace.id, later],
    async (api, { signal }) => {
      const [members, channels] = await Promise.all([
        api.members.list.query({ workspace_id: workspace.id, q: later, limit: 8 }, { signal }),
        api.channels.list.query({ workspace_id: workspace.id, q: later, limit: 20 }, { signal }),
      ]);
      return { members: members.members, channels: channels.channels };
    },
    { enabled: isReady && later.length > 1, staleTime: 30_000 },
  );

  const entries = useMemo(() => {
    if (!isReady) return none;
    const here = people.here(asked.data?.members.map(({ user }) => user));
    const written = new Set(
      conversations.flatMap(({ conversation }) => (conversation?.other_ids.length === 1 ? conversation.other_ids : [])),
    );
    const others = [...here.values()].filter(({ id }) => id !== login.id && !written.has(id));
    const persons = rankPeople(others, wanted, shownMax).map(
      (person): PaletteEntry => ({
        id: person.id,
        label: person.display_name,
        searched: person,
        detail: `@${person.handle}`,
        person,
        run: () => openDirect([person.id]),
      }),
    );
    const held = new Set(conversations.map(({ id }) => id));
    const channels = (asked.data?.channels ?? [])
      .filter(({ id }) => !held.has(id))
      .map(
        (channel): PaletteEntry => ({
          id: channel.id,
          label: channel.name,
          searched: { display_name: channel.name },
          detail: channel.topic,
          conversation: { kind: channel.kind, other_ids: [] },
          run: () => go(placeOf(workspace.slug, targetOf(channel))),
        }),
      );
    return isNothingTyped ? [...conversations, ...commands] : [...conversations, ...persons, ...channels, ...commands];
  }, [
    isReady,
    people,
    asked.data,
    login.id,
    conversations,
    commands,
    openDirect,
    workspace.slug,
    wanted,
    isNothingTyped,
  ]);

  return { entries, isAsking: !isReady || wanted !== later || asked.isFetching };
}

const none: PaletteEntry[] = [];

function useConversationEntries(people: People): PaletteEntry[] {
  const { workspace } = useWorkspace();
  const channels = useChannels();
  const directs = useDirects();
  return useMemo(
    () =>
      [...channels, ...directs]
        .map((row): PaletteEntry => {
          const other = row.other_ids.length === 1 ? people.personOf(row.other_ids[0] ?? "") : undefined;
          return {
            id: row.id,
            label: row.name,
            searched: other ?? { display_name: row.name },
            ...(other && { detail: `@${other.handle}` }),
            conversation: row,
            unread: row.unread_count > 0,
            run: () => go(placeOf(workspace.slug, targetOf(row))),
          };
        })
        .sort((one, other) => Number(other.unread) - Number(one.unread)),
    [channels, directs, people, workspace.slug],
  );
}

function useCommandEntries(onClose: () => void): PaletteEntry[] {
  const t = useTranslations("palette");
  const menu = useTranslations("sidebar");
  const signOut = useSignOut();
  const me = useMe();
  const { open } = useDialogs();
  const { workspace } = useWorkspace();
  return useMemo(() => {
    const isGuest = me?.role === "guest";
    const entry = (id: string, label: string, icon: PaletteEntry["icon"], run: () => void): PaletteEntry => ({
      id,
      label,
      searched: { display_name: label },
      run,
      ...(icon && { icon }),
    });
    const theme = (choice: "light" | "dark" | "system") => () => {
      setTheme(choice);
      onClose();
    };
    return [
      entry("browse", t("browse"), Hash, () => open({ name: "browse" })),
      ...(isGuest ? [] : [entry("create", t("create"), Plus, () => open({ name: "createChannel" }))]),
      entry("people", menu("people"), UsersRound, () => go(peoplePlace(workspace.slug))),
      ...(isGuest ? [] : [entry("direct", t("direct"), UserRound, () => open({ name: "newDirect" }))]),
      ...(me && isManager(me) ? [entry("invite", t("invite"), Link2, () => open({ name: "invite" }))] : []),
      ...(isGuest ? [] : [entry("bots", t("bots"), Bot, () => open({ name: "developers" }))]),
      entry("profile", t("profile"), UserRound, () => open({ name: "settings", page: "profile" })),
      entry("preferences", menu("preferences"), SunMoon, () => open({ name: "settings", page: "preferences" })),
      entry("sessions", menu("sessions"), MonitorSmartphone, () => open({ name: "settings", page: "sessions" })),
      entry("light", t("light"), Sun, theme("light")),
      entry("dark", t("dark"), Moon, theme("dark")),
      entry("system", t("system"), SunMoon, theme("system")),
      { ...entry("keys", t("keys"), Keyboard, () => open({ name: "shortcuts" })), shortcut: "?" },
      entry("signOut", menu("signOut"), LogOut, () => void signOut()),
    ];
  }, [t, menu, signOut, me, open, onClose, workspace.slug]);
}
