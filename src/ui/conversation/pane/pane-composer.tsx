"use client";

import type { ReactNode } from "react";
import { useDraft, useEngine } from "../../../client/hooks";
import { Composer, type ComposerProps } from "../../composer";
import { hasFinePointer } from "../../kit/pointer";
import type { PaneSource } from "./pane-source";
import { ReplacedDraft } from "./replaced-draft";
import { useCompletionSources } from "./use-completion-sources";
import type { PaneWriting } from "./use-pane";
import { useQuote } from "./use-quote";

export type WrittenMessage = { readonly body: string; readonly quoted_message_id: string | null };

export type PaneComposerProps = PaneWriting &
  Pick<ComposerProps, "label" | "takeOver" | "isReplacing" | "isWaiting"> & {
    source: PaneSource;
    onSend: (written: WrittenMessage) => void;
    /** One subdued line below. */
    below: ReactNode;
  };

/** The composer of a pane. It saves the draft on every change. */
export function PaneComposer({ source, onSend, onSent, ...props }: PaneComposerProps) {
  const { conversationId, rootId, listId } = source;
  const engine = useEngine();
  const { drafts } = engine;
  const draft = useDraft(listId);
  const quote = useQuote(conversationId, draft.quoted_message_id);
  const completion = useCompletionSources();

  function write(text: string) {
    drafts.set(listId, text);
    if (text === "") engine.typing.stop(conversationId, rootId);
    else engine.typing.pressKey(conversationId, rootId);
  }

  function submit(body: string) {
    onSend({ body, quoted_message_id: quote?.isGone ? null : draft.quoted_message_id });
    drafts.empty(listId);
    onSent();
  }

  return (
    <div data-region={rootId === undefined ? "composer" : "thread-composer"}>
      <Composer
        {...completion}
        {...props}
        placeholder={props.label}
        textKey={listId}
        draft={draft.text}
        above={<ReplacedDraft textKey={listId} />}
        onDraftChange={write}
        onSubmit={submit}
        quote={quote}
        onQuoteRemove={() => drafts.change(listId, { quoted_message_id: null })}
        autoFocus={hasFinePointer()}
      />
    </div>
  );
}
