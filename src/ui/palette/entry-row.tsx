"use client";

import { Hash, Lock } from "lucide-react";
import { Avatar } from "../kit/avatar";
import { classNames } from "../kit/class-names";
import { Kbd } from "../kit/kbd";
import { Name } from "../kit/name";
import { GroupMark, PresenceDot } from "../people/presence-dot";
import type { Entry } from "./entries";

export type EntryRowProps = {
  id: string;
  entry: Entry;
  isActive: boolean;
  onPoint: () => void;
  onPick: () => void;
};

/** One line of the palette. The focus stays in the field above. */
export function EntryRow({ id, entry, isActive, onPoint, onPick }: EntryRowProps) {
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
        "flex min-h-9 cursor-default select-none items-center gap-3 rounded-md px-2 touch:min-h-11",
        isActive && "bg-accent-soft",
      )}
    >
      <span className="flex w-5 shrink-0 justify-center text-muted">
        <EntryMark entry={entry} />
      </span>
      <Name className={classNames("truncate", entry.unread && "font-semibold")}>{entry.label}</Name>
      <Name className="min-w-0 flex-1 truncate text-muted">{entry.detail ?? ""}</Name>
      {entry.shortcut ? <Kbd keys={entry.shortcut} /> : null}
    </div>
  );
}

function EntryMark({ entry: { person, conversation, icon: Icon } }: { entry: Entry }) {
  if (person)
    return (
      <Avatar
        id={person.id}
        name={person.display_name}
        url={person.avatar_url}
        isBot={person.kind === "bot"}
        sizePx={20}
      />
    );
  if (Icon) return <Icon aria-hidden="true" className="size-4" strokeWidth={1.75} />;
  if (conversation?.kind === "private") return <Lock aria-hidden="true" className="size-4" strokeWidth={1.75} />;
  if (conversation?.kind !== "direct") return <Hash aria-hidden="true" className="size-4" strokeWidth={1.75} />;
  const [other] = conversation.other_ids;
  return conversation.other_ids.length === 1 && other ? (
    <PresenceDot userId={other} />
  ) : (
    <GroupMark count={conversation.other_ids.length} />
  );
}
