import { field } from "../platform/reading";

/** Everything that belongs to a draft. */
export type DraftContent = {
  readonly text: string;
  readonly quoted_message_id: string | null;
  /** A reply is also sent to the conversation of its thread. */
  readonly also_send_to_channel: boolean;
};

export const emptyContent: DraftContent = { text: "", quoted_message_id: null, also_send_to_channel: false };

/** Stands between the text and the rest. Nobody can type it. */
const mark = "\0";

/**
 * A whole draft as one string, so that pages compare, store and broadcast all of it at once. Equal drafts are equal strings, and
 * an empty draft is the empty string. A draft of only a text is that text, as earlier versions wrote it.
 */
export function encodeDraft({ text, quoted_message_id, also_send_to_channel }: DraftContent): string {
  const isPlain = quoted_message_id === null && !also_send_to_channel && !text.includes(mark);
  return isPlain ? text : text + mark + JSON.stringify({ quoted_message_id, also_send_to_channel });
}

/** Reads a string of `encodeDraft`, or the text of an earlier version. */
export function decodeDraft(encoded: string): DraftContent {
  const end = encoded.lastIndexOf(mark);
  const rest = end < 0 ? undefined : parsed(encoded.slice(end + 1));
  const quoted = field(rest, "quoted_message_id");
  const alsoSend = field(rest, "also_send_to_channel");
  if (typeof alsoSend !== "boolean") return { ...emptyContent, text: encoded };
  return {
    text: encoded.slice(0, end),
    quoted_message_id: typeof quoted === "string" ? quoted : null,
    also_send_to_channel: alsoSend,
  };
}

/** Whether words or a quote are lost when one draft replaces another. */
export function wouldLose(draft: string, winner: string): boolean {
  const [lost, kept] = [decodeDraft(draft), decodeDraft(winner)];
  const losesQuote = lost.quoted_message_id !== null && lost.quoted_message_id !== kept.quoted_message_id;
  return losesQuote || !kept.text.includes(lost.text.trim());
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
