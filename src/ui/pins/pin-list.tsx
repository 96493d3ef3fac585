"use client";

import { useTranslations } from "use-intl";
import type { ConversationView } from "../../client/views/shapes";
import { Button } from "../kit/button";
import { EmptyState } from "../kit/empty-state";
import { Skeleton } from "../kit/skeleton";
import { PinRow } from "./pin-row";
import { usePins } from "./use-pins";

/** The pins of a channel, newest first. */
export function PinList({ conversation }: { conversation: ConversationView }) {
  const t = useTranslations("pins");
  const { data, isPending, isError, refetch } = usePins(conversation.id);
  if (isPending) return <Skeleton className="m-4 h-16" />;
  if (isError && !data)
    return <EmptyState title={t("failed")} actions={<Button onClick={() => void refetch()}>{t("tryAgain")}</Button>} />;
  if (!data || data.pins.length === 0)
    return <EmptyState title={t("empty")}>{t(conversation.can_write ? "emptyLead" : "emptyLeadReader")}</EmptyState>;
  return (
    <ul aria-label={t("list")} className="flex flex-col gap-2 p-4 max-lg:max-w-xl">
      {data.pins.map((pin) => (
        <PinRow
          key={pin.message_id}
          pin={pin}
          fetched={data.messages.find(({ id }) => id === pin.message_id)}
          conversation={conversation}
        />
      ))}
    </ul>
  );
}
