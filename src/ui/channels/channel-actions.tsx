"use client";

import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useTranslations } from "use-intl";
import { useEngine, useMe, useServer } from "../../client/hooks";
import { readError } from "../../client/transport/api";
import type { ConversationView } from "../../client/views/shapes";
import { aboutConversations } from "../../client/views/view-cache";
import { Button } from "../kit/button";
import { Confirm } from "../kit/confirm";
import { useToast } from "../kit/toast";

/** Leaves or archives a channel. Both can be undone, except leaving a channel the user cannot rejoin: that asks first. */
export function ChannelActions({ conversation, onClose }: { conversation: ConversationView; onClose: () => void }) {
  const t = useTranslations("channels");
  const engine = useEngine();
  const toast = useToast();
  const { id, name, archived } = conversation;
  const isGuest = useMe()?.role === "guest";
  const isFinal = conversation.is_member && (conversation.kind === "private" || isGuest);
  const [isAsked, setIsAsked] = useState(false);
  const trigger = useRef<HTMLButtonElement>(null);
  const counted = useServer(
    [aboutConversations, id, "count"],
    (api, { signal }) => api.channels.get.query({ channel_id: id }, { signal }),
    { enabled: isFinal && isAsked },
  );
  const isLast = counted.data?.channel.member_count === 1;
  const onError = (error: unknown) => void toast(readError(error).message, { urgent: true });
  const rejoin = useMutation({ mutationFn: () => engine.api.channels.join.mutate({ channel_id: id }), onError });
  const leave = useMutation({
    mutationFn: () => engine.api.channels.leave.mutate({ channel_id: id }),
    onSuccess: () => {
      onClose();
      toast(t("left", { name }), isFinal ? {} : { onUndo: () => rejoin.mutate() });
    },
    onError,
  });
  const archive = useMutation({
    mutationFn: (wanted: boolean) => engine.api.channels.update.mutate({ channel_id: id, archived: wanted }),
    onSuccess: (_answer, wanted) =>
      toast(t(wanted ? "archivedNow" : "restoredNow", { name }), {
        onUndo: () => archive.mutate(!wanted),
      }),
    onError,
  });
  function stay() {
    flushSync(() => setIsAsked(false));
    trigger.current?.focus();
  }
  if (isAsked) {
    return (
      <Confirm
        question={t(isLast ? "leaveLast" : "leaveAsk", { name })}
        keep={t("stay")}
        confirm={t("leaveNow")}
        isPending={counted.isFetching}
        onKeep={stay}
        onConfirm={() => {
          if (!leave.isPending) leave.mutate();
        }}
      />
    );
  }
  return (
    <div className="flex flex-wrap items-center justify-between gap-2 border-line border-t pt-4">
      {conversation.is_member ? (
        <Button ref={trigger} disabled={leave.isPending} onClick={() => (isFinal ? setIsAsked(true) : leave.mutate())}>
          {t("leave")}
        </Button>
      ) : null}
      {conversation.can_manage && !conversation.is_default ? (
        <Button
          variant={archived ? "secondary" : "dangerText"}
          disabled={archive.isPending}
          onClick={() => archive.mutate(!archived)}
        >
          {t(archived ? "restore" : "archive")}
        </Button>
      ) : null}
    </div>
  );
}
