import { useMemo } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { toPlainText } from "../../language";
import type { MessageItem } from "./types";

/** The screen reader label of a message: author, time, text, then its extras. Composed once per item. */
export function useMessageLabel(): (item: MessageItem) => string {
  const t = useTranslations("message");
  const format = useFormatter();
  return useMemo(() => {
    const known = new WeakMap<MessageItem, string>();
    return (item) => {
      const label = known.get(item) ?? compose(item, t, format);
      known.set(item, label);
      return label;
    };
  }, [t, format]);
}

type Words = ReturnType<typeof useTranslations<"message">>;
type Formatter = ReturnType<typeof useFormatter>;

function compose({ message, delivery }: MessageItem, t: Words, format: Formatter): string {
  const author = message.author.display_name;
  const time = format.dateTime(new Date(message.created_at), { hour: "numeric", minute: "2-digit" });
  const text = message.deleted_at ? t("deleted") : toPlainText(message.body, 400) || t("labelEmpty");
  const quoted = message.quoted_message_id === null ? undefined : message.quoted_author?.display_name;
  const reactions = message.reactions.reduce((sum, reaction) => sum + reaction.count, 0);
  const replies = message.thread_state?.reply_count ?? 0;
  return [
    quoted ? t("labelReply", { author, time, quoted, text }) : t("label", { author, time, text }),
    message.edited_at && !message.deleted_at ? t("labelEdited") : "",
    reactions > 0 ? t("labelReactions", { count: reactions }) : "",
    replies > 0 ? t("labelReplies", { count: replies }) : "",
    delivery ? t(delivery.state === "failed" ? "labelFailed" : "labelPending") : "",
  ]
    .filter(Boolean)
    .join(", ");
}
