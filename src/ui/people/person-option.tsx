"use client";

import { useTranslations } from "use-intl";
import type { Author } from "../../domain/core/people";
import { Avatar } from "../kit/avatar";
import { Tag } from "../kit/badge";
import { Name } from "../kit/name";
import { OptionRow, type OptionRowProps } from "../kit/option-row";

export type PersonOptionProps = Omit<OptionRowProps, "children"> & { person: Author };

/** One person in a list of options. */
export function PersonOption({ person, ...option }: PersonOptionProps) {
  const t = useTranslations("message");
  return (
    <OptionRow {...option}>
      <Avatar id={person.id} name={person.display_name} isBot={person.kind === "bot"} sizePx={24} />
      <Name className="truncate font-medium">{person.display_name}</Name>
      {person.kind === "bot" ? <Tag>{t("bot")}</Tag> : null}
      <span className="truncate text-muted">@{person.handle}</span>
    </OptionRow>
  );
}
