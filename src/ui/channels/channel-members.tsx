"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { useEngine, useMe, useServer } from "../../client/hooks";
import { readError } from "../../client/transport/api";
import type { ConversationView } from "../../client/views/shapes";
import { limits } from "../../domain/core/limits";
import { Button } from "../kit/button";
import { Skeleton } from "../kit/skeleton";
import { TextField } from "../kit/text-field";
import { useDialogs } from "../session/use-dialogs";
import { mayAddPeople } from "./may-add-people";
import { MemberRow } from "./member-row";
import { membersKey } from "./use-membership";

/** The members of a channel, with search, add and remove. The server searches, so the list can be any size. */
export function ChannelMembers({ conversation }: { conversation: ConversationView }) {
  const t = useTranslations("channels");
  const engine = useEngine();
  const me = useMe();
  const dialogs = useDialogs();
  const [query, setQuery] = useState("");
  const wanted = query.trim();
  const list = useInfiniteQuery({
    queryKey: [...membersKey(conversation.id), wanted],
    queryFn: ({ pageParam, signal }) =>
      engine.api.channels.members.query(
        { channel_id: conversation.id, q: wanted, limit: 50, ...(pageParam && { cursor: pageParam }) },
        { signal },
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });
  const counted = useServer(["channel", conversation.id], (api, { signal }) =>
    api.channels.get.query({ channel_id: conversation.id }, { signal }),
  );
  const count = counted.data?.channel.member_count;
  const members = list.data?.pages.flatMap((page) => page.members) ?? [];
  return (
    <section className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h3 className="font-semibold">{count === undefined ? t("members") : t("membersCount", { count })}</h3>
        {mayAddPeople(conversation, me) ? (
          <Button
            size="small"
            onClick={() => dialogs.open({ name: "addPeople", conversationId: conversation.id, isFromDetails: true })}
          >
            {t("addPeople")}
          </Button>
        ) : null}
      </div>
      <TextField
        hideLabel
        data-member-filter
        label={t("findMember")}
        placeholder={t("findMember")}
        maxLength={limits.searchLengthMax}
        value={query}
        onChange={(event) => setQuery(event.target.value)}
      />
      {list.error ? <p role="alert">{readError(list.error).message}</p> : null}
      {list.isPending ? <Skeleton className="h-9" /> : null}
      <ul aria-label={t("members")} className="flex flex-col">
        {members.map((member) => (
          <MemberRow key={member.user_id} member={member} conversation={conversation} />
        ))}
      </ul>
      <p role="status" className="text-muted empty:hidden">
        {list.data && members.length === 0 && !list.isFetching ? t("noMember") : ""}
      </p>
      {list.hasNextPage ? (
        <Button variant="quiet" disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t("showMore")}
        </Button>
      ) : null}
    </section>
  );
}
