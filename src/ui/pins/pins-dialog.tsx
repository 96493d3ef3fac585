"use client";

import { useTranslations } from "use-intl";
import type { ConversationView } from "../../client/views/shapes";
import { Button } from "../kit/button";
import { Dialog } from "../kit/dialog";
import { EmptyState } from "../kit/empty-state";
import { Skeleton } from "../kit/skeleton";
import { PinRow } from "./pin-row";
import { usePins } from "./use-pins";

/** The pins of a channel, newest first. */
export function PinsDialog({ conversation, onClose }: { conversation: ConversationView; onClose: () => void }) {
  const t = useTranslations("pins");
  const { data, isPending, isError, refetch } = usePins(conversation.id);
  return (
    <Dialog title={t("title", { name: conversation.name })} onOpenChange={(open) => open || onClose()}>
      {isPending ? <Skeleton className="h-16" /> : null}
      {isError && !data ? (
        <EmptyState title={t("failed")} actions={<Button onClick={() => void refetch()}>{t("tryAgain")}</Button>} />
      ) : null}
      {data?.pins.length === 0 ? (
        <EmptyState title={t("empty")}>{t(conversation.can_write ? "emptyLead" : "emptyLeadReader")}</EmptyState>
      ) : null}
      <ul aria-label={t("list")} className="-mx-2 flex flex-col empty:hidden">
        {data?.pins.map((pin) => (
          <PinRow
            key={pin.message_id}
            pin={pin}
            fetched={data.messages.find(({ id }) => id === pin.message_id)}
            conversation={conversation}
            onClose={onClose}
          />
        ))}
      </ul>
    </Dialog>
  );
}
