"use client";

import { useId, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { limits } from "../../domain/limits";
import { type CompletionSources, MessageTextArea } from "../composer";
import { LengthNote } from "../composer/length-note";
import { Button } from "../kit/button";

export type InlineEditorProps = {
  body: string;
  onSave: (body: string) => void;
  onCancel: () => void;
  completion?: CompletionSources | undefined;
};

/** Edits a message in its place. Saving the same text cancels. */
export function InlineEditor({ body, onSave, onCancel, completion }: InlineEditorProps) {
  const t = useTranslations("message");
  const hintId = useId();
  const [text, setText] = useState(body);
  const box = useRef<HTMLDivElement>(null);
  const [openedFrom] = useState(() => document.activeElement);
  const next = text.replace(/^\s*\n|\s+$/g, "");
  const canSave = next !== "" && next.length <= limits.messageBodyLengthMax;
  /** The focus goes back to where the edit began, or to the message when that place is gone. */
  function leave(act: () => void) {
    const isPlace = openedFrom instanceof HTMLElement && openedFrom !== document.body && openedFrom.isConnected;
    const row = box.current?.closest<HTMLElement>("[data-row-key]");
    (isPlace ? openedFrom : row)?.focus({ preventScroll: true });
    act();
  }
  const cancel = () => leave(onCancel);
  function save() {
    if (!canSave) return;
    if (next === body) cancel();
    else leave(() => onSave(next));
  }
  return (
    <div ref={box} className="my-1 max-w-[80ch] rounded-lg border border-accent bg-canvas ring-1 ring-accent">
      <MessageTextArea
        autoFocus
        value={text}
        onChange={setText}
        onSubmit={save}
        onCancel={cancel}
        completion={completion}
        label={t("editLabel")}
        describedBy={hintId}
      />
      <div className="flex items-center justify-end gap-2 px-2 pb-2">
        <span id={hintId} className="me-auto px-1 text-muted text-xs">
          <LengthNote length={next.length} max={limits.messageBodyLengthMax} />
          <span className="touch:hidden">{t("editHint")}</span>
        </span>
        <Button size="small" variant="quiet" onClick={cancel}>
          {t("cancelEdit")}
        </Button>
        <Button size="small" variant="primary" onClick={save} disabled={!canSave}>
          {t("saveEdit")}
        </Button>
      </div>
    </div>
  );
}
