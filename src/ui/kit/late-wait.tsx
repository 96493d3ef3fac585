"use client";

import { type ReactNode, useLayoutEffect } from "react";
import { useTranslations } from "use-intl";
import { useIsUpdated } from "../../client/hooks";
import { Button } from "./button";
import { beginWaiting } from "./held-keys";

/** What stands where code could not be fetched: what happened, and the button to press. */
export type LateFailure = { readonly title: string; readonly lead: string; readonly action: ReactNode };

/** For what stands in for a part until its code is here: the words for a fetch that fails. Keys that were kept end with it. */
export function useLateWait(onRetry: (() => void) | undefined): LateFailure {
  const t = useTranslations("kit");
  const isUpdated = useIsUpdated();
  const { title, lead, action } = isUpdated ? updatedWords : failedWords;
  useLayoutEffect(beginWaiting, []);
  return {
    title: t(title),
    lead: t(lead),
    action: (
      <Button variant="primary" onClick={isUpdated ? () => location.reload() : onRetry}>
        {t(action)}
      </Button>
    ),
  };
}

const failedWords = { title: "lateFailed", lead: "lateFailedLead", action: "lateRetry" } as const;
const updatedWords = { title: "lateUpdated", lead: "lateUpdatedLead", action: "lateReload" } as const;
