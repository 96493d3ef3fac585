"use client";

import { useTranslations } from "use-intl";
import type { Query } from "../../domain/names/ranking";
import { Badge, Tag } from "../kit/badge";
import { classNames } from "../kit/class-names";
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
  const { person, membersCount, topic, mentionCount = 0 } = entry;
  // In a found name, the letters that match are the bold ones.
  const isBold = entry.unread && query.text === "";
  return (
    <OptionRow isWide {...option}>
      <span className="flex w-6 shrink-0 justify-center text-muted">
        <EntryMark entry={entry} />
      </span>
      <MatchedName
        query={query}
        isByLetters={isByLetters(entry, query)}
        className={classNames("min-w-0 truncate", isBold && "font-semibold")}
      >
        {entry.label}
      </MatchedName>
      {person?.kind === "bot" ? <Tag>{t("people.bot")}</Tag> : null}
      <span className="flex min-w-0 flex-1 basis-0 gap-2 text-muted text-sm">
        {membersCount === undefined ? null : (
          <span className="shrink-0">{t("palette.members", { count: membersCount })}</span>
        )}
        <MatchedName query={query} className="truncate">
          {entry.detail ?? topic ?? ""}
        </MatchedName>
      </span>
      {mentionCount > 0 ? (
        <Badge
          count={mentionCount}
          isAtLeast={entry.isAtLeast ?? false}
          label={t("sidebar.mentions", { count: mentionCount, more: entry.isAtLeast ? "yes" : "no" })}
        />
      ) : entry.unread ? (
        <span role="img" aria-label={t("palette.unread")} className="mx-1 size-2 shrink-0 rounded-full bg-ink" />
      ) : null}
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

function EntryMark({ entry: { person, otherIds, icon: Icon } }: { entry: PaletteEntry }) {
  if (Icon) return <Icon className="size-4.5" />;
  if (otherIds) return <GroupAvatar ids={otherIds} sizePx={24} />;
  return person ? <PersonAvatar person={person} sizePx={24} /> : null;
}
