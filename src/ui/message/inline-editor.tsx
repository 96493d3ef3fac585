"use client";

import { useId, useLayoutEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { limits } from "../../domain/core/limits";
import { isLonger, looksEmpty } from "../../domain/core/measure";
import { type CompletionSources, MessageTextArea, usualLine, writingFrame } from "../composer";
import { LengthNote } from "../composer/length-note";
import { Button } from "../kit/button";
import { classNames } from "../kit/class-names";
import { isWriting, leaveBy, wayBack } from "../kit/focus";

export type InlineEditorProps = {
  messageId: string;
  body: string;
  /** The text of an earlier edit that was not saved. */
  unsaved?: string | undefined;
  /** Keeps the text while it is written; null when there is nothing to keep. */
  onChange: (text: string | null) => void;
  onSave: (body: string) => void;
  onCancel: () => void;
  completion?: CompletionSources | undefined;
};

/** Edits a message in place. Saving unchanged text cancels. */
export function InlineEditor({ messageId, body, unsaved, onChange, onSave, onCancel, completion }: InlineEditorProps) {
  const t = useTranslations("message");
  const hintId = useId();
  const [text, setText] = useState(() => unsaved ?? body);
  const box = useRef<HTMLDivElement>(null);
  const [way] = useState(wayBack);
  // An edit that has only come back into view takes the focus from nobody who writes elsewhere by now.
  const [takesFocus] = useState(() => !(unsaved !== undefined && isWriting()));
  const next = text.replace(/^\s*\n|\s+$/g, "");
  const canSave = !looksEmpty(next) && !isLonger(next, limits.messageBodyLengthMax);
  // The focus returns to where the edit began, or to the message if that place is gone.
  useLayoutEffect(() => {
    const element = box.current;
    const row = element?.closest<HTMLElement>("[data-row-key]");
    return () => {
      if (element?.contains(document.activeElement)) leaveBy(row ? [...way, row] : way);
    };
  }, [way]);
  function change(next: string) {
    onChange(next === body ? null : next);
    setText(next);
  }
  function leave(act: () => void) {
    onChange(null);
    act();
  }
  const cancel = () => leave(onCancel);
  function save() {
    if (!canSave) return;
    if (next === body) cancel();
    else leave(() => onSave(next));
  }
  return (
    <div ref={box} className={classNames("my-1 max-w-(--measure)", writingFrame, usualLine)}>
      <MessageTextArea
        autoFocus={takesFocus}
        textKey={`edit:${messageId}`}
        value={text}
        onChange={change}
        onSubmit={save}
        onCancel={cancel}
        completion={completion}
        label={t("editLabel")}
        describedBy={hintId}
      />
      <div className="flex items-center justify-end gap-2 px-2 pb-2">
        <span id={hintId} className="me-auto px-1 text-muted text-xs">
          <LengthNote text={next} max={limits.messageBodyLengthMax} />
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
