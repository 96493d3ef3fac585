"use client";

import { useLayoutEffect, useRef, useSyncExternalStore } from "react";
import { useTranslations } from "use-intl";
import { Composer, type ComposerHandle, handCaretOver } from "../composer";
import { hasFinePointer } from "../kit/pointer";
import { takeEarlyText } from "./early-text";
import { keepWaitingText, waitingKey, waitingText, watchWaitingText } from "./pane/waiting-text";

/**
 * The composer shown while the address is still being resolved. The text goes to the conversation that the address names.
 * `address` is null while the page is prerendered; the composer then takes over what was typed before the page ran.
 */
export function WaitingComposer({ address }: { address: string | null }) {
  const t = useTranslations("conversation");
  const composer = useRef<ComposerHandle>(null);
  const box = useRef<HTMLDivElement>(null);
  const isPrerendered = address === null;
  const key = () => waitingKey(address ?? location.pathname);
  const text = useSyncExternalStore(
    watchWaitingText,
    () => waitingText(key()),
    () => "",
  );
  useLayoutEffect(() => {
    const area = composer.current?.area() ?? null;
    // On a phone, keep the focus only if the user is writing: the keyboard covers half of the page.
    return () => void (area && (area.value !== "" || hasFinePointer()) && handCaretOver(area));
  }, []);

  /** Appends text typed before the page ran to the text an earlier page kept. From here on, text is kept as it is written. */
  function takeOver(typed: string): string {
    const early = takeEarlyText() ?? (isPrerendered ? typed : "");
    box.current?.removeAttribute("data-early");
    const whole = waitingText(key()) + early;
    if (early !== "") keepWaitingText(key(), whole);
    return whole;
  }

  return (
    <div ref={box} data-region="composer" data-early={isPrerendered ? "" : undefined}>
      <Composer
        ref={composer}
        label={t("composerWaiting")}
        placeholder={t("composerWaiting")}
        textKey={`waiting:${address ?? ""}`}
        draft={text}
        onDraftChange={(next) => keepWaitingText(key(), next)}
        takeOver={takeOver}
        onSubmit={() => {}}
        isWaiting
        isReplacing
        below={<span className="px-3">{isPrerendered ? null : t("composerWaitingNote")}</span>}
        isPrerendered={isPrerendered}
        autoFocus={isPrerendered || hasFinePointer()}
      />
    </div>
  );
}
