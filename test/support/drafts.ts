import type { Command } from "../../src/domain";

/** A plain new message in a channel, with every optional field at its default. */
export function message(channelId: string, body: string, nonce: string | null = null): Command {
  return {
    type: "message.create",
    input: { ...draft(body, nonce), channel_id: channelId, direct_conversation_id: null },
  };
}

/** The input of a message with only its text given. */
export function draft(body: string, nonce: string | null = null) {
  return {
    body,
    nonce,
    quoted_message_id: null,
    kind: "message" as const,
    turn_id: null,
    author_model: null,
    author_thinking: null,
    author_runtime: null,
    correlation_id: null,
  };
}
