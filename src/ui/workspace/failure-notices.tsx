"use client";

import { useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { useEngine, useFailures } from "../../client/hooks";
import { useToast } from "../kit/toast";

/** Reports changes that the server refused, once each. What still shows until it is discarded has a button for that. */
export function FailureNotices() {
  const t = useTranslations("workspace");
  const engine = useEngine();
  const toast = useToast();
  const failures = useFailures();
  const told = useRef(new Set<string>());
  useEffect(() => {
    for (const { command_id, message, is_over } of failures) {
      if (told.current.has(command_id)) continue;
      told.current.add(command_id);
      const discard = { label: t("dismissFailure"), onSelect: () => engine.messages.discard(command_id) };
      toast(message, { urgent: true, ...(is_over ? {} : { action: discard }) });
      if (is_over) engine.refusalTold(command_id);
    }
  }, [failures, engine, toast, t]);
  return null;
}
