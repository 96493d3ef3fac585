"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { readError } from "../../client/api";
import { useEngine } from "../../client/hooks";
import type { ConversationView } from "../../client/views/shapes";
import { Button } from "../kit/button";
import { useToast } from "../kit/toast";

/** Leaving and archiving; both can be taken back. */
export function ChannelActions({ conversation, onClose }: { conversation: ConversationView; onClose: () => void }) {
  const t = useTranslations("channels");
  const engine = useEngine();
  const toast = useToast();
  const { id, name, archived } = conversation;
  const onError = (error: unknown) => void toast(readError(error).message, { urgent: true });
  const rejoin = useMutation({ mutationFn: () => engine.api.channels.join.mutate({ channel_id: id }), onError });
  const leave = useMutation({
    mutationFn: () => engine.api.channels.leave.mutate({ channel_id: id }),
    onSuccess: () => {
      onClose();
      toast(t("left", { name }), conversation.kind === "public" ? { onUndo: () => rejoin.mutate() } : {});
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
  return (
    <div className="flex flex-wrap gap-2">
      {conversation.is_member ? (
        <Button disabled={leave.isPending} onClick={() => leave.mutate()}>
          {t("leave")}
        </Button>
      ) : null}
      {conversation.can_manage && !conversation.is_default ? (
        <Button disabled={archive.isPending} onClick={() => archive.mutate(!archived)}>
          {t(archived ? "restore" : "archive")}
        </Button>
      ) : null}
    </div>
  );
}
