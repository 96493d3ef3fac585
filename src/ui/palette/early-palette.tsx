"use client";

import { useLayoutEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { windowBox, windowFrame, windowWidths } from "../kit/dialog";
import { fieldBox } from "../kit/field-box";

export type PaletteText = { readonly text: string; readonly isEntered: boolean };

let left: PaletteText | null = null;

/** The palette's field in the prerendered page. `public/early.js` opens it on Ctrl+K before the page runs. */
export function EarlyPalette() {
  const t = useTranslations("palette");
  const window = useRef<HTMLDialogElement>(null);
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    const [dialog, input] = [window.current, field.current];
    return () => {
      if (dialog?.open && input) left = { text: input.value, isEntered: dialog.dataset.entered !== undefined };
    };
  }, []);
  return (
    <dialog ref={window} data-early-palette aria-label={t("title")} className={windowFrame} suppressHydrationWarning>
      <div className={`${windowBox} ${windowWidths.medium} px-6 py-4`}>
        <h2 className="pt-1 pb-5 font-semibold text-lg">{t("title")}</h2>
        <input
          ref={field}
          type="text"
          dir="auto"
          aria-label={t("search")}
          placeholder={t("search")}
          className={fieldBox}
        />
        <p className="mt-2 text-muted text-sm">{t("asking")}</p>
      </div>
    </dialog>
  );
}

/** The content of the early palette when the page started to run; null if it was closed. Available once, in the same tick. */
export function takeEarlyPalette(): PaletteText | null {
  const taken = left;
  left = null;
  return taken;
}
