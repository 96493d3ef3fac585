"use client";

import { ArrowRight } from "lucide-react";
import { useFormatter, useTranslations } from "use-intl";
import { useMember, useMessage } from "../../client/hooks";
import type { ConversationView } from "../../client/views/shapes";
import type { MessageResource } from "../../domain/messages/rules";
import type { Pin } from "../../domain/pins/rules";
import { toPlainText } from "../../language";
import { Avatar } from "../kit/avatar";
import { Button } from "../kit/button";
import { Name } from "../kit/name";
import { roomForPane, useMedia } from "../kit/use-media";
import { type Pane, paneIn, within } from "../navigation/place";
import { go, usePlace } from "../navigation/use-place";
import { PinnedText } from "./pinned-text";
import { usePinning } from "./use-pins";

type PinRowProps = {
  pin: Pick<Pin, "message_id" | "pinned_by" | "pinned_at">;
  /** The message when the list was fetched. A message on screen is newer. */
  fetched: MessageResource | undefined;
  conversation: ConversationView;
};

/** A card with a short form of a pinned message. A click jumps to the message, beside the list or, without room for both, instead of it. */
export function PinRow({ pin: { message_id, pinned_by, pinned_at }, fetched, conversation }: PinRowProps) {
  const t = useTranslations("pins");
  const format = useFormatter();
  const place = usePlace();
  const isBeside = useMedia(roomForPane);
  const change = usePinning();
  const message = useMessage(message_id) ?? fetched;
  const author = message?.author.display_name ?? t("someone");
  const name = useMember(pinned_by)?.display_name ?? t("someone");
  const date = format.dateTime(new Date(pinned_at), { dateStyle: "medium" });
  function show() {
    if (!place) return;
    const pane: Pane | null =
      message?.channel_seq === null
        ? { kind: "thread", rootId: message.thread_root_id }
        : isBeside
          ? paneIn(place)
          : null;
    go(within(place, { pane, messageId: message_id }));
  }
  return (
    <li className="relative flex flex-col gap-2 rounded-lg border border-line p-3 focus-within:bg-hover hover:bg-hover hover:[--under:var(--hover)]">
      {/* The whole card is the button; what else can be pressed lies over it. */}
      <button
        type="button"
        onClick={show}
        className="flex min-w-0 flex-col gap-2 rounded-lg text-start outline-none after:absolute after:inset-0 after:rounded-lg after:outline-accent focus-visible:after:outline-2"
      >
        <span className="flex w-full min-w-0 items-center gap-2">
          {message ? (
            <Avatar
              id={message.author.id}
              name={message.author.display_name}
              isBot={message.author.kind === "bot"}
              sizePx={24}
            />
          ) : null}
          <Name className="min-w-0 truncate font-semibold">{author}</Name>
          {message ? (
            <time dateTime={message.created_at} className="shrink-0 text-faint text-xs">
              {format.dateTime(new Date(message.created_at), { dateStyle: "medium", timeStyle: "short" })}
            </time>
          ) : null}
        </span>
        {message && toPlainText(message.body) !== "" ? (
          <PinnedText body={message.body} />
        ) : (
          <span className="text-muted">{message ? t("noText") : t("showMessage")}</span>
        )}
        <span className="text-muted text-sm">{t("pinnedBy", { name, date })}</span>
      </button>
      <div className="flex items-center justify-between gap-2">
        <span aria-hidden="true" className="inline-flex items-center gap-1.5 font-medium text-accent text-sm">
          {t("show")}
          <ArrowRight className="size-4 rtl:rotate-180" strokeWidth={1.75} />
        </span>
        {conversation.can_write ? (
          <Button
            size="small"
            variant="quiet"
            aria-label={t("unpinOf", { name: author })}
            className="relative -me-1"
            onClick={() => change("remove", { channel_id: conversation.id, message_id })}
          >
            {t("unpin")}
          </Button>
        ) : null}
      </div>
    </li>
  );
}
