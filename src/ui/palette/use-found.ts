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
import { useBootStatus, useChannels, useDirects, useEngine, useMe, useServer } from "../../client/hooks";
import { isManager } from "../../domain/core/roles";
import { chosenFor } from "../../domain/names/choices";
import { rankPeople, withoutNotation } from "../../domain/names/ranking";
import { channelIcon } from "../channels/channel-icon";
import { setTheme } from "../kit/theme";
import { peoplePlace, placeOf, targetOf } from "../navigation/place";
import { go } from "../navigation/use-place";
import { useTarget } from "../navigation/use-target";
import { useOpenDirect } from "../people/use-open-direct";
import { type People, usePeople } from "../people/use-people";
import { useDialogs } from "../session/use-dialogs";
import { useSignOut } from "../session/use-sign-out";
import { useWorkspace } from "../session/use-workspace";
import { visitsOf } from "../session/visits";
import { type PaletteEntry, type Section, sectionsFor, shownMax } from "./entries";
import { keptChoices } from "./kept-choices";

export type Found = {
  sections: Section[];
  /** More may come. */
  isAsking: boolean;
};

/** What the typed text finds, from memory and from the server; nothing until the workspace is loaded. */
export function useFound(typed: string, onClose: () => void): Found {
  const { workspace, login } = useWorkspace();
  const isReady = useBootStatus().state === "ready";
  const { conversationId } = useTarget();
  const people = usePeople();
  const visited = useMemo(() => visitsOf(workspace.id), [workspace.id]);
  const choices = useMemo(() => keptChoices(workspace.id), [workspace.id]);
  const conversations = useConversationEntries(people, visited);
  const commands = useCommandEntries(onClose);
  const openDirect = useOpenDirect();
  const wanted = withoutNotation(typed);
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
  const { members, channels } = asked.data ?? {};

  const others = useMemo(() => {
    const written = new Set(conversations.flatMap(({ person }) => person?.id ?? []));
    const here = [...people.here(members?.map(({ user }) => user)).values()];
    return here.filter(({ id }) => id !== login.id && !written.has(id));
  }, [people, members, login.id, conversations]);

  const places = useMemo(() => {
    const counts = new Map(channels?.map((channel) => [channel.id, channel.member_count]));
    const held = new Set(conversations.map(({ id }) => id));
    const open = (channel: Parameters<typeof targetOf>[0]) => go(placeOf(workspace.slug, targetOf(channel)));
    return [
      ...conversations.map(({ row, ...entry }): PaletteEntry => {
        const membersCount = counts.get(entry.id);
        return { ...entry, ...(membersCount !== undefined && { membersCount }), run: () => open(row) };
      }),
      ...(channels ?? [])
        .filter(({ id }) => !held.has(id))
        .map((channel): PaletteEntry => {
          const { id, name, topic, kind, member_count: membersCount } = channel;
          const searched = { display_name: name };
          return {
            ...{ id, kind: "channel", label: name, searched, topic, membersCount },
            icon: channelIcon(kind),
            run: () => open(channel),
          };
        }),
    ];
  }, [conversations, channels, workspace.slug]);

  const sections = useMemo(() => {
    if (!isReady) return [];
    const chosen = chosenFor(choices, typed);
    // While nothing is typed, only people whom the user writes with are offered.
    const found = typed.trim() === "" ? [] : rankPeople(others, wanted, shownMax);
    const persons = new Set([...others.filter(({ id }) => chosen.includes(id)), ...found]);
    const entries = [
      ...places,
      ...[...persons].map(
        (person): PaletteEntry => ({
          id: person.id,
          kind: "person",
          label: person.display_name,
          searched: person,
          detail: `@${person.handle}`,
          person,
          run: () => openDirect([person.id]),
        }),
      ),
      ...commands,
    ];
    return sectionsFor(entries, typed, { visited, chosen, currentId: conversationId });
  }, [isReady, places, others, commands, openDirect, wanted, typed, visited, choices, conversationId]);

  return { sections, isAsking: !isReady || wanted !== later || asked.isFetching };
}

const nothingUnread = { unread_count: 0, mention_count: 0, is_at_least: false };

type ConversationEntry = Omit<PaletteEntry, "run"> & { row: Parameters<typeof targetOf>[0] };

/** The user's conversations, unread ones first, and others that they have looked at. */
function useConversationEntries(people: People, visited: readonly string[]): ConversationEntry[] {
  const engine = useEngine();
  const { login } = useWorkspace();
  const channels = useChannels();
  const directs = useDirects();
  return useMemo(() => {
    const rows = [...channels, ...directs].sort(
      (one, other) => Number(other.unread_count > 0) - Number(one.unread_count > 0),
    );
    const held = new Set(rows.map(({ id }) => id));
    const seen = visited
      .flatMap((id) => (held.has(id) ? [] : (engine.views.read("conversation", id) ?? [])))
      .map((view) => ({ ...view, ...nothingUnread, other_ids: view.member_ids.filter((id) => id !== login.id) }));
    return [...rows, ...seen].map((row): ConversationEntry => {
      const { id, name: label, kind, unread_count, mention_count, is_at_least, other_ids } = row;
      const unread = { unread: unread_count > 0, mentionCount: mention_count, isAtLeast: is_at_least };
      const common = { id, label, isConversation: true, ...unread, row };
      if (kind !== "direct")
        return {
          ...common,
          kind: "channel",
          searched: { display_name: label },
          icon: channelIcon(kind),
        };
      if (other_ids.length > 1)
        return { ...common, kind: "people", searched: { display_name: label }, otherIds: other_ids };
      const person = people.personOf(other_ids[0] ?? login.id);
      if (!person) return { ...common, kind: "person", searched: { display_name: label } };
      return { ...common, kind: "person", searched: person, detail: `@${person.handle}`, person, learnedId: person.id };
    });
  }, [engine, channels, directs, people, visited, login.id]);
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
      kind: "action",
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
