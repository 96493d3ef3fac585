"use client";

import { useMember } from "../../client/hooks";
import type { ConversationRow } from "../../client/views/shapes";
import { GroupAvatar } from "../people/group-avatar";
import { PersonAvatar } from "../people/person-avatar";
import { useWorkspace } from "../session/use-workspace";
import { ChannelIcon } from "./channel-icon";

export type ConversationMarkProps = {
  of: Pick<ConversationRow, "kind" | "name" | "other_ids">;
  /** The size of avatars. */
  sizePx: MarkSize;
};

type MarkSize = 20 | 24 | 36;

/** What a conversation is: a channel's icon, a person with their presence, or two people of a group. */
export function ConversationMark({ of: { kind, name, other_ids }, sizePx }: ConversationMarkProps) {
  const { login } = useWorkspace();
  const [only = login.id] = other_ids;
  if (kind !== "direct") return <ChannelIcon kind={kind} />;
  if (other_ids.length > 1) return <GroupAvatar ids={other_ids} sizePx={sizePx} />;
  return <OnePerson id={only} name={name} sizePx={sizePx} />;
}

function OnePerson({ id, name, sizePx }: { id: string; name: string; sizePx: MarkSize }) {
  const person = useMember(id) ?? ({ id, display_name: name, kind: "human" } as const);
  return <PersonAvatar person={person} sizePx={sizePx} />;
}
