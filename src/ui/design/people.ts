import type { Author } from "../../domain/core/people";
import type { MessageResource } from "../../domain/messages/rules";

export const ada = author("usr_ada", "Ada Lovelace", "ada");
export const grace = author("usr_grace", "Grace Hopper", "grace");
export const bot: Author = { ...author("usr_bot", "Build bot", "build-bot"), kind: "bot" };

function author(id: string, display_name: string, handle: string): Author {
  return { id, display_name, handle, avatar_url: null, kind: "human" };
}

/** A message of Ada's, but for what is given. */
export function messageOf(given: Partial<MessageResource>): MessageResource {
  const { author = ada } = given;
  return {
    ...{ id: "msg_1", workspace_id: "wsp_1", channel_id: "chn_1", direct_conversation_id: null },
    ...{ author_id: author.id, author, kind: "message", body: "Good morning.", body_format: "markdown" },
    ...{ parent_message_id: null, thread_root_id: "msg_1", channel_seq: 1, thread_seq: null },
    ...{ mentions: [], mentions_everyone: false, imported: false },
    ...{ quoted_message_id: null, quoted_author_id: null, quoted_body_snapshot: null, quoted_author: null },
    ...{ nonce: null, turn_id: null, author_model: null, author_thinking: null, author_runtime: null },
    ...{ created_at: "2026-11-30T09:24:00.000Z", edited_at: null, deleted_at: null },
    ...{ thread_state: null, reactions: [] },
    ...given,
  };
}
