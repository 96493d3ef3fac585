"use client";

import { useTranslations } from "use-intl";
import { useTyping } from "../../../client/hooks";

/** The people typing at the moment, in a subdued line. */
export function TypingLine({ conversationId, rootId }: { conversationId: string; rootId?: string }) {
  const t = useTranslations("conversation");
  const people = useTyping(conversationId, rootId);
  const [first, second] = people;
  if (!first) return null;
  const text =
    people.length > 2
      ? t("typingMany")
      : second
        ? t("typingTwo", { first: first.display_name, second: second.display_name })
        : t("typingOne", { name: first.display_name });
  return <span className="truncate px-3">{text}</span>;
}
