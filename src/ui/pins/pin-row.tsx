"use client";

import { PinOff } from "lucide-react";
import { useFormatter, useTranslations } from "use-intl";
import { useMember, useMessage } from "../../client/hooks";
import type { ConversationView } from "../../client/views/shapes";
import type { MessageResource } from "../../domain/messages/rules";
import type { Pin } from "../../domain/pins/rules";
import { toPlainText } from "../../language";
import { IconButton } from "../kit/icon-button";
import { Name } from "../kit/name";
import { roomForPane, useMedia } from "../kit/use-media";
import { type Pane, paneIn, within } from "../navigation/place";
import { go, usePlace } from "../navigation/use-place";
import { usePinning } from "./use-pins";

type PinRowProps = {
  pin: Pick<Pin, "message_id" | "pinned_by" | "pinned_at">;
  /** The message when the list was fetched. A message on screen is newer. */
  fetched: MessageResource | undefined;
  conversation: ConversationView;
};

/** A short form of a pinned message. A click jumps to the message, beside the list or, without room for both, instead of it. */
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
    <li className="flex items-start gap-1">
      <button
        type="button"
        onClick={show}
        className="min-w-0 flex-1 rounded-md px-2 py-2 text-start hover:bg-hover touch:min-h-11"
      >
        <Name className="block truncate font-semibold">{author}</Name>
        <span dir="auto" className="line-clamp-3 break-words">
          {message ? toPlainText(message.body, 300) || t("noText") : t("showMessage")}
        </span>
        <span className="block text-muted text-sm">{t("pinnedBy", { name, date })}</span>
      </button>
      {conversation.can_write ? (
        <IconButton
          icon={PinOff}
          label={t("unpinOf", { name: author })}
          className="mt-2"
          onClick={() => change("remove", { channel_id: conversation.id, message_id })}
        />
      ) : null}
    </li>
  );
}
