"use client";

import { useLayoutEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { Composer, type ComposerHandle } from "../composer";
import { hasFinePointer } from "../kit/pointer";
import { keepCaret, keepWaitingText, keptCaret, waitingKey, waitingText } from "./waiting-text";

/**
 * Where one writes while it is still being found out which conversation that is for. What is written goes to the one that the
 * address names. `address` is null while the page is rendered ahead of time: it then takes over what was typed before it ran.
 */
export function WaitingComposer({ address }: { address: string | null }) {
  const t = useTranslations("conversation");
  const composer = useRef<ComposerHandle>(null);
  /** What an earlier page had kept. */
  const before = useRef<string | null>(null);
  const key = address === null ? null : waitingKey(address);
  useLayoutEffect(() => {
    const area = composer.current?.area() ?? null;
    // On a phone, only whoever is writing goes on writing: its keyboard covers half of the page.
    return () => void (area && (area.value !== "" || hasFinePointer()) && keepCaret(area));
  }, []);
  function write(text: string) {
    if (key !== null) keepWaitingText(key, text);
    else {
      const here = waitingKey(location.href);
      before.current ??= waitingText(here);
      keepWaitingText(here, before.current + text);
    }
  }
  return (
    <div data-region="composer">
      <Composer
        ref={composer}
        label={t("composerWaiting")}
        placeholder={t("composerWaiting")}
        draft={key === null ? "" : waitingText(key)}
        onDraftChange={write}
        onSubmit={() => false}
        isWaiting
        caret={keptCaret}
        below={<span className="px-3">{address === null ? null : t("composerWaitingNote")}</span>}
        isPrerendered={key === null}
        autoFocus={key === null || hasFinePointer()}
      />
    </div>
  );
}
