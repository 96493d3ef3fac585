"use client";

import { ArrowLeft, Info } from "lucide-react";
import { memo } from "react";
import { useTranslations } from "use-intl";
import type { ConversationView } from "../../client/views/shapes";
import { ChannelIcon } from "../channels/channel-icon";
import { IconButton } from "../kit/icon-button";
import { Name } from "../kit/name";
import { go, usePlace } from "../navigation/use-place";
import { GroupMark, PresenceDot } from "../people/presence-dot";
import { PinsButton } from "../pins/pins-button";
import { useDialogs } from "../session/use-dialogs";
import { useWorkspace } from "../session/use-workspace";
import { TopicEditor } from "./topic-editor";

export type ConversationHeaderProps = { conversation: ConversationView };

/** The header of a conversation: name, topic, presence, and a button for the details. */
export const ConversationHeader = memo(function ConversationHeader({ conversation }: ConversationHeaderProps) {
  const t = useTranslations("conversation");
  const dialogs = useDialogs();
  const place = usePlace();
  const isChannel = conversation.kind !== "direct";
  return (
    <header data-region="header" className="flex h-14 shrink-0 items-center gap-2 border-line border-b px-2 sm:px-4">
      <IconButton
        icon={ArrowLeft}
        label={t("back")}
        tooltipSide="bottom"
        className="md:hidden"
        onClick={() => place && go({ ...place, view: null })}
      />
      <div className="flex min-w-0 flex-1 items-center gap-3 ps-1 sm:ps-2">
        <h1 className="flex min-w-0 shrink-0 items-center gap-1.5 font-semibold text-lg" style={{ maxWidth: "70%" }}>
          {isChannel ? <ChannelIcon kind={conversation.kind} /> : <DirectFace conversation={conversation} />}
          <Name className="truncate">{conversation.name}</Name>
        </h1>
        {isChannel ? <TopicEditor conversation={conversation} /> : null}
      </div>
      {isChannel ? <PinsButton conversation={conversation} /> : null}
      <IconButton
        icon={Info}
        label={t("details")}
        tooltipSide="bottom"
        onClick={() => dialogs.open({ name: "details", conversationId: conversation.id })}
      />
    </header>
  );
});

/** The other person's presence; in a group, the number of others. */
function DirectFace({ conversation }: { conversation: ConversationView }) {
  const { login } = useWorkspace();
  const others = conversation.member_ids.filter((id) => id !== login.id);
  const [only = login.id] = others;
  return others.length <= 1 ? <PresenceDot userId={only} /> : <GroupMark count={others.length} />;
}
