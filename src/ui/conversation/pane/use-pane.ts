import { type RefObject, useCallback, useRef, useState } from "react";
import type { MessageResource } from "../../../domain/messages/rules";
import type { ComposerHandle } from "../../composer";
import { keyOf, type TimelineHandle } from "../../timeline";
import type { PaneSource } from "./pane-source";

/** The props that a pane passes to its list of messages. */
export type PaneList = {
  readonly list: RefObject<TimelineHandle | null>;
  readonly editingId: string | null;
  readonly onEdit: (messageId: string | null) => void;
  readonly onQuote: (message: MessageResource) => void;
  readonly onRestore: (body: string) => void;
};

/** The props that a pane passes to its composer. */
export type PaneWriting = {
  readonly ref: RefObject<ComposerHandle | null>;
  readonly quoted: MessageResource | null;
  readonly onQuoteRemove: () => void;
  readonly onEditLast: () => void;
  readonly onSent: () => void;
};

/** The pending edit and quote, shared by the list above and the composer below. Keep `source` stable. */
export function usePane(source: PaneSource): { list: PaneList; writing: PaneWriting } {
  const list = useRef<TimelineHandle>(null);
  const ref = useRef<ComposerHandle>(null);
  const [editingId, setEditingId] = useState<string | null>(null);
  const [quoted, setQuoted] = useState<MessageResource | null>(null);

  const onQuote = useCallback((message: MessageResource) => {
    setQuoted(message);
    ref.current?.focus();
  }, []);
  const onRestore = useCallback((body: string) => ref.current?.insert(body), []);
  const onQuoteRemove = useCallback(() => setQuoted(null), []);
  const onSent = useCallback(() => list.current?.scrollToEnd(), []);
  const onEditLast = useCallback(() => {
    const mine = source.messages().findLast((message) => message.is_mine && message.delivery.state === "sent");
    if (!list.current || !mine || mine.deleted_at !== null) return;
    list.current.scrollToRow(keyOf(mine));
    setEditingId(mine.id);
  }, [source]);

  return {
    list: { list, editingId, onEdit: setEditingId, onQuote, onRestore },
    writing: { ref, quoted, onQuoteRemove, onEditLast, onSent },
  };
}
