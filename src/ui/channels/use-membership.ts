"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { useEngine, useMe } from "../../client/hooks";
import { readError } from "../../client/transport/api";
import type { ConversationView } from "../../client/views/shapes";
import { aboutConversations } from "../../client/views/view-cache";
import type { Author } from "../../domain/core/people";
import { useToast } from "../kit/toast";
import { dropListed, membersKey } from "../people/listed";
import { mayAddPeople } from "./may-add-people";

/** Removes people from a channel. The toast offers undo if re-adding is allowed. `onRemoved` runs before the list rerenders. */
export function useRemoval(conversation: ConversationView, onRemoved: () => void) {
  const t = useTranslations("channels");
  const engine = useEngine();
  const me = useMe();
  const toast = useToast();
  const { id: channel_id, name: channel } = conversation;
  const { client } = engine.views;
  // Whatever the stream does, the list shows the change just made.
  const askAgain = () => engine.views.askAgain(["server", aboutConversations, channel_id]);
  const onError = (error: unknown) => void toast(readError(error).message, { urgent: true });
  const bringBack = useMutation({
    mutationFn: ({ id }: Author) => engine.api.channels.addMember.mutate({ channel_id, user_id: id }),
    onSettled: askAgain,
    onError,
  });
  const remove = useMutation({
    mutationFn: ({ id }: Author) => engine.api.channels.removeMember.mutate({ channel_id, user_id: id }),
    onSuccess: (_answer, person) => {
      onRemoved();
      dropListed(client, membersKey(channel_id), person.id);
      askAgain();
      const canUndo = mayAddPeople(conversation, me);
      toast(
        t("removed", { name: person.display_name, channel }),
        canUndo ? { onUndo: () => bringBack.mutate(person) } : {},
      );
    },
    onError,
  });
  return remove;
}
