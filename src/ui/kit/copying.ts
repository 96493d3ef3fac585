"use client";

import { useCallback, useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { useAnnounce } from "./live-region";
import { useToast } from "./toast";

/** Copies a text and says so for two seconds, for a button to show. A notice tells if the browser does not let it. */
export function useCopying(value: string): { isCopied: boolean; copy: () => void } {
  const t = useTranslations("kit");
  const announce = useAnnounce();
  const toast = useToast();
  const [isCopied, setIsCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setIsCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [isCopied]);
  async function copy() {
    if (!(await copyText(value))) {
      toast(t("copyFailed"), { urgent: true });
      return;
    }
    setIsCopied(true);
    announce(t("copied"));
  }
  return { isCopied, copy: () => void copy() };
}

/** A function that copies a text for a menu or a key, whose control is gone by then: a notice tells. */
export function useCopyWithNotice(): (text: string, said: string) => void {
  const t = useTranslations("kit");
  const toast = useToast();
  return useCallback(
    async (text, said) => {
      if (await copyText(text)) toast(said);
      else toast(t("copyFailed"), { urgent: true });
    },
    [t, toast],
  );
}

/** Puts a text on the clipboard. False if the browser does not allow it, as on a page without TLS. */
async function copyText(value: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(value);
    return true;
  } catch {
    return false;
  }
}
