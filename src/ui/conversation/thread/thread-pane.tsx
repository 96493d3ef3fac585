"use client";

import { ArrowLeft, X } from "lucide-react";
import { type KeyboardEvent, useRef } from "react";
import { useTranslations } from "use-intl";
import { useConversation, useThread } from "../../../client/hooks";
import { useGivesFocusBack } from "../../kit/focus";
import { IconButton } from "../../kit/icon-button";
import { isOverlayOpen } from "../../kit/overlay";
import { within } from "../../navigation/place";
import { go, usePlace } from "../../navigation/use-place";
import { ThreadBody, ThreadWaiting } from "./thread-body";

export type ThreadPaneProps = { rootId: string; conversationId: string; messageId: string | null };

/** A thread beside its conversation, or in its place where both do not fit. */
export function ThreadPane({ rootId, conversationId, messageId }: ThreadPaneProps) {
  const t = useTranslations("thread");
  const place = usePlace();
  const conversation = useConversation(conversationId);
  const thread = useThread(rootId);
  const pane = useRef<HTMLElement>(null);
  useGivesFocusBack(pane);
  const close = () => place && go(within(place, { threadId: null, messageId: null }));
  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== "Escape" || event.defaultPrevented || event.nativeEvent.isComposing || isOverlayOpen()) return;
    event.preventDefault();
    close();
  }
  const name = conversation?.kind === "direct" ? conversation.name : `#${conversation?.name ?? ""}`;
  return (
    <aside
      ref={pane}
      data-pane
      aria-label={t("label")}
      onKeyDown={onKeyDown}
      className="flex min-h-0 w-full min-w-0 flex-col border-line max-lg:absolute max-lg:inset-0 lg:w-96 lg:shrink-0 lg:border-s xl:w-112"
    >
      <header className="flex h-14 shrink-0 items-center gap-2 border-line border-b px-2 sm:px-4">
        <IconButton icon={ArrowLeft} label={t("back")} tooltipSide="bottom" className="lg:hidden" onClick={close} />
        <div className="flex min-w-0 flex-1 items-baseline gap-2 ps-2">
          <h2 className="font-semibold text-lg">{t("title")}</h2>
          <span className="truncate text-muted">{name}</span>
        </div>
        <IconButton icon={X} label={t("close")} tooltipSide="bottom" className="max-lg:hidden" onClick={close} />
      </header>
      {conversation ? (
        <ThreadBody rootId={rootId} thread={thread} conversation={conversation} messageId={messageId} />
      ) : (
        <ThreadWaiting />
      )}
    </aside>
  );
}
