"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { useEngine } from "../../client/hooks";
import type { ConversationView } from "../../client/views/shapes";
import { limits } from "../../domain/core/limits";
import { Form, FormFault } from "../form/form";
import { Button } from "../kit/button";
import { TextField } from "../kit/text-field";
import { typedName } from "./typed-name";

/** Name, topic and purpose. Members edit the topic and purpose; managers also rename. */
export function ChannelFieldsForm({ conversation }: { conversation: ConversationView }) {
  const t = useTranslations("channels");
  const engine = useEngine();
  const [name, setName] = useState(conversation.name);
  const [topic, setTopic] = useState(conversation.topic);
  const [purpose, setPurpose] = useState(conversation.purpose);
  const mayDescribe = (conversation.is_member || conversation.can_manage) && !conversation.archived;
  const isChanged = name !== conversation.name || topic !== conversation.topic || purpose !== conversation.purpose;
  const save = useMutation({
    mutationFn: () =>
      engine.api.channels.update.mutate({
        channel_id: conversation.id,
        ...(name !== conversation.name && { name }),
        topic: topic.trim(),
        purpose: purpose.trim(),
      }),
    onSuccess: ({ channel }) => {
      setName(channel.name);
      setTopic(channel.topic);
      setPurpose(channel.purpose);
    },
  });
  return (
    <Form
      onSubmit={() => save.mutate()}
      error={save.error}
      labels={{ name: t("name"), topic: t("topic"), purpose: t("purpose") }}
      about={{ name_taken: { field: "name", sentence: t("nameTaken") } }}
      className="flex flex-col gap-4"
    >
      {conversation.can_manage ? (
        <TextField
          required
          name="name"
          label={t("name")}
          disabled={!mayDescribe}
          maxLength={limits.channelNameLengthMax}
          value={name}
          onChange={(event) => setName(typedName(event.target.value))}
        />
      ) : null}
      <TextField
        name="topic"
        label={t("topic")}
        disabled={!mayDescribe}
        maxLength={limits.channelTopicLengthMax}
        value={topic}
        onChange={(event) => setTopic(event.target.value)}
      />
      <TextField
        name="purpose"
        label={t("purpose")}
        disabled={!mayDescribe}
        maxLength={limits.channelPurposeLengthMax}
        value={purpose}
        onChange={(event) => setPurpose(event.target.value)}
      />
      <FormFault />
      {isChanged ? (
        <div className="flex justify-end">
          <Button type="submit" variant="primary" disabled={save.isPending}>
            {t("save")}
          </Button>
        </div>
      ) : null}
    </Form>
  );
}
