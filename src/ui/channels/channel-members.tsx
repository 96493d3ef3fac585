"use client";

import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { readError } from "../../client/api";
import { useEngine, useMe } from "../../client/hooks";
import type { ConversationView } from "../../client/views/shapes";
import type { Author } from "../../domain/people";
import { Button } from "../kit/button";
import { Skeleton } from "../kit/skeleton";
import { PeoplePicker } from "../people/people-picker";
import { PersonRow } from "../people/person-row";

/** Who is in a channel, and adding people to it. */
export function ChannelMembers({ conversation }: { conversation: ConversationView }) {
  const t = useTranslations("channels");
  const engine = useEngine();
  const me = useMe();
  const list = useInfiniteQuery({
    queryKey: ["server", "channel-members", conversation.id],
    queryFn: ({ pageParam, signal }) =>
      engine.api.channels.members.query(
        { channel_id: conversation.id, limit: 50, ...(pageParam && { cursor: pageParam }) },
        { signal },
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
  });
  const mayAdd = conversation.is_member && !conversation.archived && me !== undefined && me.role !== "guest";
  return (
    <section className="flex flex-col gap-2">
      <h3 className="font-semibold">{t("members")}</h3>
      {mayAdd ? <AddPeople channelId={conversation.id} onAdded={() => void list.refetch()} /> : null}
      {list.error ? <p role="alert">{readError(list.error).message}</p> : null}
      {list.isPending ? <Skeleton className="h-9" /> : null}
      <ul className="flex flex-col">
        {list.data?.pages.flatMap(({ members }) =>
          members.map(({ user, role }) => <PersonRow key={user.id} person={user} detail={t(`role.${role}`)} />),
        )}
      </ul>
      {list.hasNextPage ? (
        <Button variant="quiet" disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t("showMore")}
        </Button>
      ) : null}
    </section>
  );
}

function AddPeople({ channelId, onAdded }: { channelId: string; onAdded: () => void }) {
  const t = useTranslations("channels");
  const engine = useEngine();
  const [isOpen, setIsOpen] = useState(false);
  const [chosen, setChosen] = useState<Author[]>([]);
  const add = useMutation({
    mutationFn: async () => {
      for (const { id } of chosen) await engine.api.channels.addMember.mutate({ channel_id: channelId, user_id: id });
    },
    onSuccess: () => {
      setChosen([]);
      setIsOpen(false);
    },
    onSettled: onAdded,
  });
  if (!isOpen) {
    return (
      <div>
        <Button onClick={() => setIsOpen(true)}>{t("addPeople")}</Button>
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-2 rounded-md border border-line p-3">
      <PeoplePicker chosen={chosen} onChange={setChosen} excludedIds={[]} max={20} />
      {add.error ? <p role="alert">{readError(add.error).message}</p> : null}
      <div className="flex justify-end gap-2">
        <Button onClick={() => setIsOpen(false)}>{t("cancel")}</Button>
        <Button variant="primary" disabled={chosen.length === 0 || add.isPending} onClick={() => add.mutate()}>
          {t("add")}
        </Button>
      </div>
    </div>
  );
}
