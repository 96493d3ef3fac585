"use client";

import { type InfiniteData, useMutation } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { useEngine, useMe } from "../../client/hooks";
import { readError } from "../../client/transport/api";
import type { ConversationView } from "../../client/views/shapes";
import { aboutConversations } from "../../client/views/view-cache";
import type { Author } from "../../domain/core/people";
import { useToast } from "../kit/toast";
import { mayAddPeople } from "./may-add-people";

/** The key prefix of the cached lists of a channel's members. Each search text has its own list. */
export function membersKey(channelId: string): readonly string[] {
  return ["server", aboutConversations, channelId, "members"];
}

type MembersPage = { readonly members: readonly { readonly user_id: string }[]; readonly total_count: number };

/** Removes people from a channel. The toast offers undo if re-adding is allowed. `onRemoved` runs before the list rerenders. */
export function useRemoval(conversation: ConversationView, onRemoved: () => void) {
  const t = useTranslations("channels");
  const engine = useEngine();
  const me = useMe();
  const toast = useToast();
  const { id: channel_id, name: channel } = conversation;
  const { client } = engine.views;
  // Whatever the stream does, the list shows the change just made.
  const askAgain = () => client.invalidateQueries({ queryKey: ["server", aboutConversations, channel_id] });
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
      const filters = { queryKey: membersKey(channel_id) };
      client.setQueriesData<InfiniteData<MembersPage>>(filters, (data) => data && without(data, person.id));
      void askAgain();
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

/** The pages of a list of members without one of them. */
export function without(data: InfiniteData<MembersPage>, userId: string): InfiniteData<MembersPage> {
  const isThere = data.pages.some(({ members }) => members.some(({ user_id }) => user_id === userId));
  const pages = data.pages.map((page) => ({
    ...page,
    members: page.members.filter(({ user_id }) => user_id !== userId),
    total_count: page.total_count - (isThere ? 1 : 0),
  }));
  return { ...data, pages };
}
