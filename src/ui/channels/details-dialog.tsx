"use client";

import { useFormatter, useTranslations } from "use-intl";
import { useConversation, useMember } from "../../client/hooks";
import type { ConversationView } from "../../client/views/shapes";
import { Dialog } from "../kit/dialog";
import { ChannelActions } from "./channel-actions";
import { ChannelFieldsForm } from "./channel-fields-form";
import { ChannelMembers } from "./channel-members";
import { DirectMembers } from "./direct-members";

/** The details of a conversation: its fields, its members and the actions on it. */
export default function DetailsDialog({ conversationId, onClose }: { conversationId: string; onClose: () => void }) {
  const conversation = useConversation(conversationId);
  if (!conversation) return null;
  const isDirect = conversation.kind === "direct";
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={isDirect ? conversation.name : `#${conversation.name}`}
      description={isDirect ? undefined : <Origin conversation={conversation} />}
    >
      <div className="flex flex-col gap-6">
        {isDirect ? (
          <DirectMembers ids={conversation.member_ids} />
        ) : (
          <>
            <ChannelFieldsForm key={conversation.id} conversation={conversation} />
            <ChannelMembers conversation={conversation} />
            <ChannelActions conversation={conversation} onClose={onClose} />
          </>
        )}
      </div>
    </Dialog>
  );
}

function Origin({ conversation }: { conversation: ConversationView }) {
  const t = useTranslations("channels");
  const format = useFormatter();
  const creator = useMember(conversation.created_by);
  const date = format.dateTime(new Date(conversation.created_at), { dateStyle: "long" });
  return t("origin", { name: creator?.display_name ?? "…", date, kind: conversation.kind });
}
