"use client";

import { useTranslations } from "use-intl";
import type { MessageResource } from "../../domain/messages/rules";
import { toPlainText } from "../../language";
import { Name } from "../kit/name";
import { useTabStop } from "../kit/tab-stop";

export type QuoteChipProps = { message: MessageResource; onOpen?: ((messageId: string) => void) | undefined };

/** The quoted message, in one or two lines. A click jumps to it. */
export function QuoteChip({ message, onOpen }: QuoteChipProps) {
  const t = useTranslations("message");
  const tabIndex = useTabStop();
  const { quoted_message_id, quoted_author, quoted_body_snapshot } = message;
  if (quoted_message_id === null) return null;
  const name = quoted_author?.display_name ?? t("unknownAuthor");
  // A message quoted very often is only linked (null); a deleted one is blank.
  const isGone = quoted_body_snapshot === "";
  const text = isGone
    ? t("quoteGone")
    : quoted_body_snapshot === null
      ? t("quoteLink")
      : toPlainText(quoted_body_snapshot, 280);
  const content = (
    <>
      <span className="sr-only">{t("quoteOf", { name })}: </span>
      <span className="me-2 font-medium text-ink" aria-hidden="true">
        <Name>{name}</Name>
      </span>
      <span dir="auto">{text}</span>
    </>
  );
  const look = "mb-1 line-clamp-2 border-line-strong border-s-2 ps-3 text-start text-muted text-sm";
  if (!onOpen || isGone) return <p className={look}>{content}</p>;
  return (
    <button
      type="button"
      tabIndex={tabIndex}
      onClick={() => onOpen(quoted_message_id)}
      className={`${look} hover:text-ink`}
    >
      {content}
    </button>
  );
}
