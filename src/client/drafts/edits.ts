import { conversationOf } from "../../domain/core/timelines";
import type { Message } from "../../domain/messages/rules";
import type { Drafts } from "./drafts";

type EditsOptions = {
  readonly drafts: Drafts;
  viewerId(): string;
  /** The message as the screen shows it. */
  messageOf(messageId: string): Message | undefined;
};

/**
 * Edits that are not saved, by message. They last as long as the page. When a message is deleted, the composer below offers the
 * words of its edit.
 */
export function createEdits({ drafts, viewerId, messageOf }: EditsOptions) {
  const texts = new Map<string, string>();

  function offer(messageId: string, text: string): void {
    const message = messageOf(messageId);
    if (message?.author_id === viewerId()) drafts.offer(placeOf(message), text);
  }

  return {
    get: (messageId: string): string | undefined => texts.get(messageId),
    /** Keeps an edit while it is written. Null: there is nothing to keep. */
    set: (messageId: string, text: string | null): void => {
      if (text === null) texts.delete(messageId);
      else texts.set(messageId, text);
    },
    offer,
    /** Offers the edits of messages that have been deleted. Idempotent. */
    settle: (): void => {
      for (const [messageId, text] of [...texts]) {
        if ((messageOf(messageId)?.deleted_at ?? null) === null) continue;
        texts.delete(messageId);
        offer(messageId, text);
      }
    },
    clear: (): void => texts.clear(),
  };
}

/** The key of the draft that is written beside a message. */
function placeOf(message: Message): string {
  return message.channel_seq === null ? `thread:${message.thread_root_id}` : conversationOf(message);
}
