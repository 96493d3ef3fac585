"use client";

import { ArrowLeft, X } from "lucide-react";
import type { KeyboardEvent } from "react";
import { useTranslations } from "use-intl";
import { useConversation, useThread } from "../../client/hooks";
import { isOverlayOpen } from "../keyboard/overlay";
import { EmptyState } from "../kit/empty-state";
import { IconButton } from "../kit/icon-button";
import { MessageSkeletons } from "../kit/skeleton";
import { go, usePlace } from "../navigation/use-place";
import { ThreadBody } from "./thread-body";

export type ThreadPaneProps = { rootId: string; conversationId: string; messageId: string | null };

/** A thread beside its conversation; in its place where there is no room for both. */
export function ThreadPane({ rootId, conversationId, messageId }: ThreadPaneProps) {
  const t = useTranslations("thread");
  const place = usePlace();
  const conversation = useConversation(conversationId);
  const thread = useThread(rootId);
  const close = () => place && go({ ...place, threadId: null, messageId: null });
  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== "Escape" || event.defaultPrevented || event.nativeEvent.isComposing || isOverlayOpen()) return;
    event.preventDefault();
    close();
    requestAnimationFrame(focusConversation);
  }
  const name = conversation?.kind === "direct" ? conversation.name : `#${conversation?.name ?? ""}`;
  return (
    <aside
      aria-label={t("label")}
      onKeyDown={onKeyDown}
      className="flex min-h-0 w-full min-w-0 flex-col border-line lg:w-96 lg:shrink-0 lg:border-s xl:w-112"
    >
      <header className="flex h-14 shrink-0 items-center gap-2 border-line border-b px-2 sm:px-4">
        <IconButton icon={ArrowLeft} label={t("back")} tooltipSide="bottom" className="lg:hidden" onClick={close} />
        <div className="flex min-w-0 flex-1 items-baseline gap-2 ps-2">
          <h2 className="font-semibold text-lg">{t("title")}</h2>
          <span className="truncate text-muted">{name}</span>
        </div>
        <IconButton icon={X} label={t("close")} tooltipSide="bottom" className="max-lg:hidden" onClick={close} />
      </header>
      {thread.status === "failed" ? <EmptyState title={t("failed")}>{thread.error}</EmptyState> : null}
      {thread.status === "loading" ? (
        <div className="pt-4" aria-busy="true">
          <MessageSkeletons count={3} />
        </div>
      ) : null}
      {thread.status === "ready" && conversation ? (
        <ThreadBody rootId={rootId} thread={thread} conversation={conversation} messageId={messageId} />
      ) : null}
    </aside>
  );
}

/** Back to the message that the thread hangs on, or to the conversation's text where no message was focused. */
function focusConversation() {
  const stop = document.querySelector<HTMLElement>('[data-region="messages"] [data-row-key][tabindex="0"]');
  const target = stop ?? document.querySelector<HTMLElement>('[data-region="composer"] textarea');
  target?.focus();
}
