"use client";

import { useTranslations } from "use-intl";
import type { Author } from "../../domain/core/people";
import type { Query } from "../../domain/names/ranking";
import { Avatar } from "../kit/avatar";
import { Tag } from "../kit/badge";
import { MatchedName } from "../kit/matched-name";
import { OptionRow, type OptionRowProps } from "../kit/option-row";

export type PersonOptionProps = Omit<OptionRowProps, "children"> & { person: Author; query: Query };

/** One person in a list of options. */
export function PersonOption({ person, query, ...option }: PersonOptionProps) {
  const t = useTranslations("message");
  return (
    <OptionRow {...option}>
      <Avatar id={person.id} name={person.display_name} isBot={person.kind === "bot"} sizePx={24} />
      <span className="flex h-(--body-line) min-w-0 flex-1 flex-wrap items-baseline gap-x-2 overflow-hidden">
        <MatchedName query={query} className="max-w-full truncate">
          {person.display_name}
        </MatchedName>
        {person.kind === "bot" ? <Tag>{t("bot")}</Tag> : null}
        {/* A handle without room wraps out of sight: cut, it would name nobody. */}
        <MatchedName
          query={query}
          className="max-w-full truncate text-muted text-sm"
        >{`@${person.handle}`}</MatchedName>
      </span>
    </OptionRow>
  );
}
