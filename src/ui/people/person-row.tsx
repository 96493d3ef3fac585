"use client";

import type { ReactNode } from "react";
import type { Author } from "../../domain/core/people";
import { Avatar } from "../kit/avatar";
import { Name } from "../kit/name";
import { useDialogs } from "../session/use-dialogs";
import { PresenceDot } from "./presence-dot";

export type PersonRowProps = {
  person: Author;
  detail?: string;
  /** The action for this person here. */
  action?: ReactNode;
};

/** A person in a list of people. Opens their profile. */
export function PersonRow({ person, detail, action }: PersonRowProps) {
  const dialogs = useDialogs();
  return (
    <li className="flex items-center gap-1">
      <button
        type="button"
        onClick={() => dialogs.open({ name: "person", userId: person.id })}
        className="flex min-h-10 min-w-0 flex-1 items-center gap-3 rounded-md px-2 text-start hover:bg-hover touch:min-h-11"
      >
        <Avatar id={person.id} name={person.display_name} isBot={person.kind === "bot"} sizePx={24} />
        <PresenceDot userId={person.id} />
        <Name className="truncate font-medium">{person.display_name}</Name>
        <span className="min-w-0 flex-1 truncate text-muted">@{person.handle}</span>
        {detail ? <span className="shrink-0 text-muted text-sm">{detail}</span> : null}
      </button>
      {action}
    </li>
  );
}
