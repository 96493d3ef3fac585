"use client";

import { Info } from "lucide-react";
import { memo } from "react";
import { useTranslations } from "use-intl";
import type { ConversationView } from "../../client/views/shapes";
import { ConversationMark } from "../channels/conversation-mark";
import { MembersButton } from "../channels/members-button";
import { IconButton } from "../kit/icon-button";
import { Name } from "../kit/name";
import { InlineText } from "../markdown";
import { PageHeader } from "../navigation/page-header";
import { usePaneButton } from "../navigation/use-pane-button";
import { PinsButton } from "../pins/pins-button";
import { useWorkspace } from "../session/use-workspace";
import { useMarkdownResolvers } from "./pane/use-markdown-resolvers";

export type ConversationHeaderProps = { conversation: ConversationView };

/** The header of a conversation: name and topic, and what opens beside it: its members, its pins and its details. */
export const ConversationHeader = memo(function ConversationHeader({ conversation }: ConversationHeaderProps) {
  const t = useTranslations("conversation");
  const details = usePaneButton({ kind: "details", tab: "about" });
  const { login } = useWorkspace();
  const { kind, name, topic, member_ids } = conversation;
  const isChannel = kind !== "direct";
  return (
    <PageHeader>
      <div className="flex min-w-0 flex-1 items-baseline gap-3 ps-1">
        <h1 className="flex min-w-0 max-w-full shrink-0 items-baseline gap-1.5 font-semibold text-lg sm:max-w-[70%]">
          <span className="flex shrink-0 self-center text-muted">
            <ConversationMark of={{ kind, name, other_ids: member_ids.filter((id) => id !== login.id) }} sizePx={24} />
          </span>
          <Name className="truncate">{name}</Name>
        </h1>
        {topic === "" ? null : <Topic text={topic} />}
      </div>
      {isChannel ? <MembersButton channelId={conversation.id} /> : null}
      {isChannel ? <PinsButton conversation={conversation} /> : null}
      <IconButton icon={Info} label={t("details")} tooltipSide="bottom" {...details} />
    </PageHeader>
  );
});

/** The topic on one line, with its links. All of it is in the details. */
function Topic({ text }: { text: string }) {
  const resolvers = useMarkdownResolvers();
  return (
    <p dir="auto" title={text} className="min-w-0 truncate text-left text-muted text-sm max-sm:hidden">
      <InlineText text={text} resolvers={resolvers} />
    </p>
  );
}
