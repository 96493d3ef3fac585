"use client";

import { useTranslations } from "use-intl";
import type { Author } from "../../domain/people";
import { Avatar } from "../kit/avatar";
import { Tag } from "../kit/badge";
import { classNames } from "../kit/class-names";
import { Name } from "../kit/name";

export type PersonOptionProps = {
  id: string;
  person: Author;
  isActive: boolean;
  onPoint: () => void;
  onPick: () => void;
};

/** One person in a list to choose from. The focus stays in the field above. */
export function PersonOption({ id, person, isActive, onPoint, onPick }: PersonOptionProps) {
  const t = useTranslations("message");
  return (
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isActive}
      onPointerMove={onPoint}
      onPointerDown={(event) => event.preventDefault()}
      onClick={onPick}
      onKeyDown={() => {}}
      className={classNames(
        "flex min-h-9 cursor-default items-center gap-3 rounded-md px-2 touch:min-h-11",
        isActive && "bg-accent-soft",
      )}
    >
      <Avatar
        id={person.id}
        name={person.display_name}
        url={person.avatar_url}
        isBot={person.kind === "bot"}
        sizePx={24}
      />
      <Name className="truncate font-medium">{person.display_name}</Name>
      {person.kind === "bot" ? <Tag>{t("bot")}</Tag> : null}
      <span className="truncate text-muted">@{person.handle}</span>
    </div>
  );
}
