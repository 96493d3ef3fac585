"use client";

import { Hash, Lock } from "lucide-react";
import { useTranslations } from "use-intl";
import { useMember } from "../../client/hooks";
import type { ConversationRow } from "../../client/views/shapes";
import { Avatar } from "../kit/avatar";
import { CornerPresence } from "../people/presence-dot";

/** What a conversation is: a channel's icon, a person with their presence, or two people of a group. */
export function ConversationMark({ row }: { row: ConversationRow }) {
  const t = useTranslations("conversation");
  if (row.kind === "private")
    return <Lock role="img" aria-label={t("private")} className="size-4 shrink-0" strokeWidth={1.75} />;
  if (row.kind === "public") return <Hash aria-hidden="true" className="size-4 shrink-0" strokeWidth={1.75} />;
  const [first, second] = row.other_ids;
  if (first && second) return <GroupAvatar firstId={first} secondId={second} />;
  return first ? <PersonAvatar id={first} name={row.name} /> : <OwnAvatar name={row.name} />;
}

function PersonAvatar({ id, name }: { id: string; name: string }) {
  const isBot = useMember(id)?.kind === "bot";
  return (
    <CornerPresence userId={id}>
      <Avatar id={id} name={name} isBot={isBot} sizePx={20} />
    </CornerPresence>
  );
}

/** Notes to oneself. */
function OwnAvatar({ name }: { name: string }) {
  return <Avatar id={name} name={name} sizePx={20} />;
}

function GroupAvatar({ firstId, secondId }: { firstId: string; secondId: string }) {
  const [first, second] = [useMember(firstId), useMember(secondId)];
  return (
    <span aria-hidden="true" className="relative size-5 shrink-0">
      <span className="absolute start-0 top-0 flex">
        <Avatar id={firstId} name={first?.display_name ?? ""} sizePx={14} />
      </span>
      <span className="absolute end-0 bottom-0 flex rounded-sm ring-(--under) ring-[1.5px]">
        <Avatar id={secondId} name={second?.display_name ?? ""} sizePx={14} />
      </span>
    </span>
  );
}
