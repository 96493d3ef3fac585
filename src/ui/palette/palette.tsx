"use client";

import { X } from "lucide-react";
import { type KeyboardEvent, useId, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "../kit/button";
import { Dialog } from "../kit/dialog";
import { IconButton } from "../kit/icon-button";
import { late, useLate } from "../kit/late";
import { useDialogs } from "../session/use-dialogs";
import { PaletteField } from "./palette-field";
import { PaletteNote } from "./palette-note";
import type { PaletteResultsHandle } from "./palette-results";

const results = late(() => import("./palette-results").then((module) => module.PaletteResults));

/** Jumps anywhere and runs any command by name. The field is there at once; the results may come later. */
export function Palette({ onClose }: { onClose: () => void }) {
  const t = useTranslations("palette");
  const listId = useId();
  const list = useRef<PaletteResultsHandle>(null);
  const kept = useDialogs().palette;
  const [{ text: typed, isEntered }, setTyped] = useState(kept.current);
  const [activeId, setActiveId] = useState<string | undefined>(undefined);
  const { Part: PaletteResults, hasFailed } = useLate(results);

  function change(text: string, isEntered: boolean) {
    kept.current = { text, isEntered };
    setTyped(kept.current);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown") list.current?.move(1);
    else if (event.key === "ArrowUp") list.current?.move(-1);
    // Enter before there are results waits for them.
    else if (event.key === "Enter") change(typed, list.current?.run() !== true);
    else return;
    event.preventDefault();
  }

  return (
    <Dialog isPalette title={t("title")} onOpenChange={(open) => !open && onClose()}>
      <PaletteField
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={activeId !== undefined}
        aria-controls={listId}
        aria-activedescendant={activeId}
        value={typed}
        onChange={(event) => change(event.target.value, false)}
        onKeyDown={onKeyDown}
      >
        {/* A phone has no Esc, and little room beside the palette to tap on. */}
        <IconButton icon={X} label={t("close")} className="sm:hidden" onClick={onClose} />
      </PaletteField>
      {PaletteResults ? (
        <PaletteResults
          ref={list}
          id={listId}
          typed={typed}
          isEntered={isEntered}
          onActive={setActiveId}
          onNothing={() => change(typed, false)}
          onClose={onClose}
        />
      ) : hasFailed ? (
        <div role="alert" className="flex items-center justify-between gap-2 px-4 py-3 text-muted">
          {t("failed")}
          <Button size="small" onClick={results.retry}>
            {t("tryAgain")}
          </Button>
        </div>
      ) : (
        <PaletteNote>{t("asking")}</PaletteNote>
      )}
    </Dialog>
  );
}
