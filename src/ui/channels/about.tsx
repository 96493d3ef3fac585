"use client";

import { useFormatter, useTranslations } from "use-intl";
import { useEngine, useMember } from "../../client/hooks";
import type { ConversationView } from "../../client/views/shapes";
import { limits } from "../../domain/core/limits";
import { EditField, type EditFieldProps } from "../form/edit-field";
import { ChannelActions } from "./channel-actions";
import { MembersRow } from "./members-row";
import { typedName } from "./typed-name";

/** Name, topic and purpose, each saved by itself, who is here, where the channel comes from, and how to leave it. */
export function About({ conversation, onClose }: { conversation: ConversationView; onClose: () => void }) {
  const t = useTranslations("channels");
  const engine = useEngine();
  const { id, can_manage, archived, is_member } = conversation;
  const mayDescribe = (is_member || can_manage) && !archived;
  const own = (name: "name" | "topic" | "purpose"): Omit<EditFieldProps, "maxLength"> => ({
    name,
    label: t(name),
    value: conversation[name],
    isReadOnly: !(mayDescribe && (name !== "name" || can_manage)),
    placeholder: name === "name" ? undefined : t(`${name}Empty`),
    about: { name_taken: { field: "name", sentence: t("nameTaken") } },
    onSave: async (text) => (await engine.api.channels.update.mutate({ channel_id: id, [name]: text })).channel[name],
  });
  return (
    <div className="flex flex-col gap-4 p-4 max-lg:max-w-xl">
      <EditField {...own("name")} isRequired typed={typedName} maxLength={limits.channelNameLengthMax} />
      <EditField {...own("topic")} maxLength={limits.channelTopicLengthMax} />
      <EditField {...own("purpose")} maxLength={limits.channelPurposeLengthMax} />
      <MembersRow channelId={id} />
      <Origin conversation={conversation} />
      <ChannelActions conversation={conversation} onClose={onClose} />
    </div>
  );
}

function Origin({ conversation }: { conversation: ConversationView }) {
  const t = useTranslations("channels");
  const format = useFormatter();
  const creator = useMember(conversation.created_by);
  const date = format.dateTime(new Date(conversation.created_at), { dateStyle: "long" });
  return (
    <p className="text-muted text-sm">
      {t("origin", { name: creator?.display_name ?? "…", date, kind: conversation.kind })}
    </p>
  );
}
