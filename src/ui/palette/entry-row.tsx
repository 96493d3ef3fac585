"use client";

import { useTranslations } from "use-intl";
import type { Query } from "../../domain/names/ranking";
import { Avatar } from "../kit/avatar";
import { Tag } from "../kit/badge";
import { Kbd } from "../kit/kbd";
import { MatchedName } from "../kit/matched-name";
import { OptionRow, type OptionRowProps } from "../kit/option-row";
import { GroupAvatar } from "../people/group-avatar";
import { PersonAvatar } from "../people/person-avatar";
import { isByLetters, type PaletteEntry } from "./entries";

export type EntryRowProps = Omit<OptionRowProps, "children" | "isWide"> & { entry: PaletteEntry; query: Query };

/** One row of the palette. */
export function EntryRow({ entry, query, ...option }: EntryRowProps) {
  const t = useTranslations();
  const { person, membersCount, topic } = entry;
  return (
    <OptionRow isWide {...option}>
      <span className="flex w-6 shrink-0 justify-center text-muted">
        <EntryMark entry={entry} />
      </span>
      <MatchedName query={query} isByLetters={isByLetters(entry, query)} className="min-w-0 truncate">
        {entry.label}
      </MatchedName>
      {person?.kind === "bot" ? <Tag>{t("people.bot")}</Tag> : null}
      {entry.unread ? (
        <span role="img" aria-label={t("palette.unread")} className="size-1.5 shrink-0 rounded-full bg-ink" />
      ) : null}
      <span className="flex min-w-0 flex-1 basis-0 gap-2 text-muted text-sm">
        {membersCount === undefined ? null : (
          <span className="shrink-0">{t("palette.members", { count: membersCount })}</span>
        )}
        <MatchedName query={query} className="truncate">
          {entry.detail ?? topic ?? ""}
        </MatchedName>
      </span>
      {entry.shortcut ? (
        <Kbd keys={entry.shortcut} />
      ) : option.isActive ? (
        <span aria-hidden="true" className="touch:hidden">
          <Kbd keys={t("palette.enter")} />
        </span>
      ) : null}
    </OptionRow>
  );
}

function EntryMark({ entry: { person, otherIds, icon: Icon, isConversation } }: { entry: PaletteEntry }) {
  if (Icon) return <Icon className="size-4.5" />;
  if (otherIds) return <GroupAvatar ids={otherIds} sizePx={24} />;
  if (!person) return null;
  if (isConversation) return <PersonAvatar person={person} sizePx={24} />;
  return <Avatar id={person.id} name={person.display_name} isBot={person.kind === "bot"} sizePx={24} />;
}
