"use client";

import { useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { useEngine, useFailures } from "../../client/hooks";
import { useToast } from "../kit/toast";

/** Reports edits, deletions and reactions that the server refused, once each, with a retry button. */
export function FailureNotices() {
  const t = useTranslations("workspace");
  const engine = useEngine();
  const toast = useToast();
  const failures = useFailures();
  const told = useRef(new Set<string>());
  useEffect(() => {
    for (const { command_id, message } of failures) {
      if (told.current.has(command_id)) continue;
      told.current.add(command_id);
      toast(message, {
        urgent: true,
        action: { label: t("dismissFailure"), onSelect: () => engine.messages.discard(command_id) },
      });
    }
  }, [failures, engine, toast, t]);
  return null;
}
