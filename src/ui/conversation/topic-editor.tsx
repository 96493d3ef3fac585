"use client";

import { type KeyboardEvent, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { useEngine } from "../../client/hooks";
import { readError } from "../../client/transport/api";
import type { ConversationView } from "../../client/views/shapes";
import { limits } from "../../domain/core/limits";
import { fieldBox } from "../kit/field-box";
import { useGivesFocusBack } from "../kit/focus";
import { useToast } from "../kit/toast";

/** The topic beside the name. Members edit it in place. */
export function TopicEditor({ conversation }: { conversation: ConversationView }) {
  const t = useTranslations("conversation");
  const [isEditing, setIsEditing] = useState(false);
  const { topic, archived, is_member } = conversation;
  if (isEditing) return <TopicField conversation={conversation} onDone={() => setIsEditing(false)} />;
  if (archived || !is_member)
    return (
      <span dir="auto" className="hidden min-w-0 truncate text-left text-muted sm:inline">
        {topic}
      </span>
    );
  return (
    <button
      type="button"
      dir="auto"
      onClick={() => setIsEditing(true)}
      title={topic || undefined}
      aria-label={topic ? t("changeTopic", { topic }) : t("addTopic")}
      className="hidden min-w-0 truncate rounded-sm px-1 text-left text-muted hover:bg-hover hover:text-ink sm:block"
    >
      {topic || t("addTopic")}
    </button>
  );
}

function TopicField({ conversation, onDone }: { conversation: ConversationView; onDone: () => void }) {
  const t = useTranslations("conversation");
  const engine = useEngine();
  const toast = useToast();
  const [topic, setTopic] = useState(conversation.topic);
  const field = useRef<HTMLInputElement>(null);
  useGivesFocusBack(field);
  function save() {
    onDone();
    if (topic.trim() === conversation.topic) return;
    engine.api.channels.update
      .mutate({ channel_id: conversation.id, topic: topic.trim() })
      .catch((error: unknown) => toast(readError(error).message, { urgent: true }));
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter") save();
    else if (event.key === "Escape") onDone();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  return (
    <input
      ref={field}
      dir="auto"
      // biome-ignore lint/a11y/noAutofocus: it stands where the person has just pressed.
      autoFocus
      value={topic}
      maxLength={limits.channelTopicLengthMax}
      aria-label={t("topic")}
      onChange={(event) => setTopic(event.target.value)}
      onKeyDown={onKeyDown}
      onBlur={save}
      className={`${fieldBox} max-w-lg`}
    />
  );
}
