"use client";

import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { useMember } from "../../client/hooks";
import type { Author } from "../../domain/core/people";
import type { Role } from "../../domain/core/roles";
import { Tag } from "../kit/badge";
import { classNames } from "../kit/class-names";
import { Name } from "../kit/name";
import { useTabStop } from "../kit/tab-stop";
import { paneIn } from "../navigation/place";
import { showPane, usePlace } from "../navigation/use-place";
import { useWorkspace } from "../session/use-workspace";
import { useLocalTime } from "./local-time";
import { PersonAvatar } from "./person-avatar";

export type PersonRowProps = {
  person: Author;
  /** Their role in the workspace; null if it is not known. */
  standing: Role | null;
  status?: string;
  timeZone?: string;
  /** The person whom a bot belongs to. */
  ownerId?: string | null;
  /** The action for this person here. */
  action?: ReactNode;
};

/** A person in a list of people: presence, name, and below it what else is known. Opens their card. */
export function PersonRow({ person, standing, status = "", timeZone = "", ownerId, action }: PersonRowProps) {
  const t = useTranslations("people");
  const { login } = useWorkspace();
  const tabIndex = useTabStop();
  const shown = paneIn(usePlace());
  const isShown = shown?.kind === "person" && shown.userId === person.id;
  const isMe = person.id === login.id;
  const time = useLocalTime(isMe ? "" : timeZone);
  const owner = useMember(ownerId ?? "")?.display_name;
  const said = status || (time === null ? "" : t("timeThere", { time })) || (owner ? t("botOf", { name: owner }) : "");
  const rank = standing === null || standing === "member" || standing === "bot" ? "" : t(`role.${standing}`);
  const line = [rank, isMe ? t(rank === "" ? "isYou" : "you") : "", said].filter(Boolean).join(" · ");
  return (
    <div className="group/person flex items-center gap-1">
      <button
        type="button"
        tabIndex={tabIndex}
        aria-current={isShown || undefined}
        onClick={() => showPane({ kind: "person", userId: person.id })}
        className={classNames(
          "flex min-h-12 min-w-0 flex-1 items-center gap-3 rounded-md px-2 py-1 text-start outline-offset-[-2px]",
          isShown ? "bg-pressed [--under:var(--pressed)]" : "hover:bg-hover hover:[--under:var(--hover)]",
        )}
      >
        <PersonAvatar person={person} sizePx={32} />
        <span className="flex min-w-0 flex-1 flex-col">
          <span className="flex h-(--body-line) min-w-0 flex-wrap items-baseline gap-x-2 overflow-hidden">
            <Name className="max-w-full truncate font-semibold">{person.display_name}</Name>
            {person.kind === "bot" ? <Tag>{t("bot")}</Tag> : null}
            {/* A handle without room wraps out of sight: cut, it would name nobody. */}
            <span className="max-w-full truncate text-muted text-sm">@{person.handle}</span>
          </span>
          {line === "" ? null : <Name className="truncate text-muted text-sm">{line}</Name>}
        </span>
      </button>
      {action}
    </div>
  );
}
