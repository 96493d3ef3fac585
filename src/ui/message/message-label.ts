import { useFormatter, useTranslations } from "use-intl";
import { toPlainText } from "../markdown";
import type { MessageItem } from "./types";

/** What a screen reader says for a message: author, time, text, then what hangs on it. */
export function useMessageLabel() {
  const t = useTranslations("message");
  const format = useFormatter();
  return function labelOf({ message, delivery }: MessageItem): string {
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
  };
}
