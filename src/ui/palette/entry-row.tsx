"use client";

import { Hash, Lock } from "lucide-react";
import { Avatar } from "../kit/avatar";
import { classNames } from "../kit/class-names";
import { Kbd } from "../kit/kbd";
import { Name } from "../kit/name";
import { OptionRow, type OptionRowProps } from "../kit/option-row";
import { GroupMark, PresenceDot } from "../people/presence-dot";
import type { PaletteEntry } from "./entries";

export type EntryRowProps = Omit<OptionRowProps, "children"> & { entry: PaletteEntry };

/** One row of the palette. */
export function EntryRow({ entry, ...option }: EntryRowProps) {
  return (
    <OptionRow {...option}>
      <span className="flex w-5 shrink-0 justify-center text-muted">
        <EntryMark entry={entry} />
      </span>
      <Name className={classNames("truncate", entry.unread && "font-semibold")}>{entry.label}</Name>
      <Name className="min-w-0 flex-1 truncate text-muted">{entry.detail ?? ""}</Name>
      {entry.shortcut ? <Kbd keys={entry.shortcut} /> : null}
    </OptionRow>
  );
}

function EntryMark({ entry: { person, conversation, icon: Icon } }: { entry: PaletteEntry }) {
  if (person) return <Avatar id={person.id} name={person.display_name} isBot={person.kind === "bot"} sizePx={20} />;
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
