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
      <MatchedName query={query} className="truncate">
        {person.display_name}
      </MatchedName>
      {person.kind === "bot" ? <Tag>{t("bot")}</Tag> : null}
      <MatchedName query={query} className="min-w-0 truncate text-muted text-sm">{`@${person.handle}`}</MatchedName>
    </OptionRow>
  );
}
