"use client";

import { useLayoutEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { paletteBox, paletteFrame } from "../kit/dialog";
import { PaletteField } from "./palette-field";
import { PaletteNote } from "./palette-note";

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
    <dialog ref={window} data-early-palette aria-label={t("title")} className={paletteFrame} suppressHydrationWarning>
      <div className={paletteBox}>
        <PaletteField ref={field} />
        <PaletteNote>{t("asking")}</PaletteNote>
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
