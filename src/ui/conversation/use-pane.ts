import { type RefObject, useCallback, useRef, useState } from "react";
import type { MessageView } from "../../client/views/shapes";
import type { MessageResource } from "../../domain/messages";
import type { ComposerHandle } from "../composer";
import { keyOf, type TimelineHandle } from "../timeline";

/** What a list of messages is told by its pane. */
export type PaneList = {
  readonly list: RefObject<TimelineHandle | null>;
  readonly editingId: string | null;
  readonly onEdit: (messageId: string | null) => void;
  readonly onQuote: (message: MessageResource) => void;
  readonly onRestore: (body: string) => void;
};

/** What the composer below it is told. */
export type PaneComposer = {
  readonly ref: RefObject<ComposerHandle | null>;
  readonly quoted: MessageResource | null;
  readonly onQuoteRemove: () => void;
  readonly onEditLast: () => void;
  readonly onSent: () => void;
};

/**
 * What a conversation and a thread have in common: messages above, a composer below, and what one is about to do with a
 * message in between. `messagesOf` answers the messages as they are when it is called; keep it stable.
 */
export function usePane(messagesOf: () => readonly MessageView[]): { list: PaneList; composer: PaneComposer } {
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
    const mine = messagesOf().findLast((message) => message.is_mine && message.delivery.state === "sent");
    if (!list.current || !mine || mine.deleted_at !== null) return;
    list.current.scrollToRow(keyOf(mine));
    setEditingId(mine.id);
  }, [messagesOf]);

  return {
    list: { list, editingId, onEdit: setEditingId, onQuote, onRestore },
    composer: { ref, quoted, onQuoteRemove, onEditLast, onSent },
  };
}
