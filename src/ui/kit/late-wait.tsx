"use client";

import { type ReactNode, useEffect } from "react";
import { useTranslations } from "use-intl";
import { useIsUpdated } from "../../client/hooks";
import { Button } from "./button";
import { dropHeldKeys } from "./held-keys";

/** What stands where code could not be fetched: what happened, and the button to press. */
export type LateFailure = { readonly title: string; readonly lead: string; readonly action: ReactNode };

/** For what stands in for a part until its code is here: the words for a fetch that fails. Keys that were kept end with it. */
export function useLateWait(onRetry: (() => void) | undefined): LateFailure {
  const t = useTranslations("kit");
  const isUpdated = useIsUpdated();
  const { title, lead, action } = isUpdated ? updatedWords : failedWords;
  useEffect(() => {
    // Deferred: whatever comes takes the held keys in the tick in which this goes.
    return () => void setTimeout(dropHeldKeys);
  }, []);
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
