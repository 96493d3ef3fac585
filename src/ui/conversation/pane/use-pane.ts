import { type RefObject, useCallback, useRef, useState } from "react";
import type { DraftContent } from "../../../client/drafts/draft-content";
import { useEngine } from "../../../client/hooks";
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
  readonly onRestore: (discarded: DraftContent) => void;
};

/** The props that a pane passes to its composer. */
export type PaneWriting = {
  readonly ref: RefObject<ComposerHandle | null>;
  readonly onEditLast: () => void;
  readonly onSent: () => void;
};

/** The pending edit, and what the list above does to the composer below. Keep `source` stable. */
export function usePane(source: PaneSource): { list: PaneList; writing: PaneWriting } {
  const list = useRef<TimelineHandle>(null);
  const ref = useRef<ComposerHandle>(null);
  const [editingId, setEditingId] = useState<string | null>(null);
  const { drafts } = useEngine();
  const { listId, rootId } = source;

  const onQuote = useCallback(
    ({ id }: MessageResource) => {
      drafts.change(listId, { quoted_message_id: id });
      ref.current?.focus();
    },
    [drafts, listId],
  );
  const onRestore = useCallback(
    ({ text, quoted_message_id, also_send_to_channel }: DraftContent) => {
      const draft = drafts.whole(listId);
      // A reply that is discarded in the channel cannot be one there, and quotes what only its thread may quote.
      if (rootId !== undefined || !also_send_to_channel)
        drafts.change(listId, {
          quoted_message_id: draft.quoted_message_id ?? quoted_message_id,
          also_send_to_channel: draft.also_send_to_channel || also_send_to_channel,
        });
      ref.current?.insert(text);
    },
    [drafts, listId, rootId],
  );
  const onSent = useCallback(() => list.current?.scrollToEnd(), []);
  const onEditLast = useCallback(() => {
    const mine = source.messages().findLast((message) => message.is_mine && message.delivery.state === "sent");
    if (!list.current || !mine || mine.deleted_at !== null) return;
    list.current.scrollToRow(keyOf(mine));
    setEditingId(mine.id);
  }, [source]);

  return {
    list: { list, editingId, onEdit: setEditingId, onQuote, onRestore },
    writing: { ref, onEditLast, onSent },
  };
}
