"use client";

import { useEffect } from "react";
import { useTranslations } from "use-intl";
import { NoticePlace } from "../kit/notice-place";
import { MessageSkeletons } from "../kit/skeleton";
import { wantWelcome } from "./late-welcome";
import { WaitingComposer } from "./waiting-composer";

/** The skeleton of a conversation while its address is being resolved. The user can already write. */
export function ConversationWaiting({ address }: { address: string | null }) {
  const t = useTranslations("conversation");
  useEffect(wantWelcome, []);
  return (
    <main data-pane aria-label={t("loading")} aria-busy="true" className="flex min-h-0 min-w-0 flex-1 flex-col">
      <div className="h-(--header) shrink-0 border-line border-b" />
      <MessagesWaiting />
      <NoticePlace className="shrink-0" />
      <WaitingComposer key={address} address={address} />
    </main>
  );
}

/** The skeleton of a list of messages. */
export function MessagesWaiting() {
  return (
    <div className="measure min-h-0 w-full flex-1 overflow-hidden pt-2" aria-busy="true">
      <MessageSkeletons count={16} />
    </div>
  );
}
