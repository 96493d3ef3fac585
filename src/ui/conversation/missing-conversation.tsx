"use client";

import { useTranslations } from "use-intl";
import { EmptyState } from "../kit/empty-state";
import { follow } from "../navigation/follow";
import { pathOf } from "../navigation/place";
import { usePlace } from "../navigation/use-place";

/** Shown when the address leads to no conversation, with a link to the list. */
export function MissingConversation() {
  const t = useTranslations("conversation");
  const slug = usePlace()?.slug ?? "";
  const list = pathOf({ slug, view: null });
  return (
    <EmptyState
      title={t("notFound")}
      actions={
        <a
          href={list}
          onClick={(event) => follow(event, list)}
          className="inline-flex items-center font-medium text-accent underline underline-offset-2 touch:min-h-11"
        >
          {t("toConversations")}
        </a>
      }
    >
      {t("notFoundLead")}
    </EmptyState>
  );
}
