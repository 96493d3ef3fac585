"use client";

import { type KeyboardEvent, useId, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "../kit/button";
import { Dialog } from "../kit/dialog";
import { fieldBox } from "../kit/field-box";
import { late, useLate } from "../kit/late";
import { useDialogs } from "../session/use-dialogs";
import type { PaletteResultsHandle } from "./palette-results";

const results = late(() => import("./palette-results").then((module) => module.PaletteResults));

/** Jumps anywhere and runs any command by name. The field is there at once; the results may come later. */
export function Palette({ onClose }: { onClose: () => void }) {
  const t = useTranslations("palette");
  const listId = useId();
  const list = useRef<PaletteResultsHandle>(null);
  const kept = useDialogs().palette;
  const [{ text: query, isEntered }, setTyped] = useState(kept.current);
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
    else if (event.key === "Enter") change(query, list.current?.run() !== true);
    else return;
    event.preventDefault();
  }

  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t("title")}>
      <div className="flex flex-col gap-2">
        <input
          type="text"
          dir="auto"
          role="combobox"
          aria-expanded={activeId !== undefined}
          aria-controls={listId}
          aria-activedescendant={activeId}
          aria-label={t("search")}
          placeholder={t("search")}
          value={query}
          onChange={(event) => change(event.target.value, false)}
          onKeyDown={onKeyDown}
          className={fieldBox}
        />
        {PaletteResults ? (
          <PaletteResults
            ref={list}
            id={listId}
            query={query}
            isEntered={isEntered}
            onActive={setActiveId}
            onNothing={() => change(query, false)}
            onClose={onClose}
          />
        ) : hasFailed ? (
          <div role="alert" className="flex items-center justify-between gap-2 text-muted text-sm">
            {t("failed")}
            <Button size="small" onClick={results.retry}>
              {t("tryAgain")}
            </Button>
          </div>
        ) : (
          <p className="text-muted text-sm">{t("asking")}</p>
        )}
      </div>
    </Dialog>
  );
}
