"use client";

import type { ReactNode } from "react";
import { useDraft, useEngine } from "../../../client/hooks";
import { toPlainText } from "../../../language";
import { Composer, type ComposerProps } from "../../composer";
import { hasFinePointer } from "../../kit/pointer";
import type { PaneSource } from "./pane-source";
import { ReplacedDraft } from "./replaced-draft";
import { useCompletionSources } from "./use-completion-sources";
import type { PaneWriting } from "./use-pane";

export type WrittenMessage = { readonly body: string; readonly quoted_message_id?: string };

export type PaneComposerProps = PaneWriting &
  Pick<ComposerProps, "label" | "takeOver" | "isReplacing" | "isWaiting"> & {
    source: PaneSource;
    onSend: (written: WrittenMessage) => void;
    /** One subdued line below. */
    below: ReactNode;
  };

/** The composer of a pane. It saves the draft on every keystroke. */
export function PaneComposer({ source, onSend, quoted, onQuoteRemove, onSent, ...props }: PaneComposerProps) {
  const { conversationId, rootId, listId } = source;
  const engine = useEngine();
  const [draft, setDraft] = useDraft(listId);
  const completion = useCompletionSources();

  function write(text: string) {
    setDraft(text);
    if (text === "") engine.typing.stop(conversationId, rootId);
    else engine.typing.pressKey(conversationId, rootId);
  }

  function submit(body: string) {
    onSend({ body, ...(quoted && { quoted_message_id: quoted.id }) });
    onQuoteRemove();
    onSent();
    return undefined;
  }

  return (
    <div data-region={rootId === undefined ? "composer" : "thread-composer"}>
      <Composer
        {...completion}
        {...props}
        placeholder={props.label}
        textKey={listId}
        draft={draft}
        above={<ReplacedDraft textKey={listId} />}
        onDraftChange={write}
        onSubmit={submit}
        quote={quoted && { author: quoted.author.display_name, text: toPlainText(quoted.body, 200) }}
        onQuoteRemove={onQuoteRemove}
        autoFocus={hasFinePointer()}
      />
    </div>
  );
}
