import { defineCommand } from "../core/commands";
import { DomainError } from "../core/errors";
import { liveMessage, visibleMessage, writableConversation } from "../core/permissions";
import { conversationFieldsOf, directOf, nextSeq } from "../core/timelines";
import { contentOf, newMessage, nonces, quotedIds, quotedMessage, replayOf } from "./drafts";
import { contentEvent } from "./rules";
import { emptyThread, newestAuthors, threadStateUpdated } from "./thread-state";
import type { ReplyToThread } from "./threads.schema";

export const replyCreated = contentEvent("thread.reply_created", "threads:read");

/** Replies to a root. With `also_send_to_channel`, the reply appears in the timeline too. Threads have one level. */
export const replyToThread = /* @__PURE__ */ defineCommand("thread.reply", {
  needs: (input: ReplyToThread, actor) => ({
    message_ids: [input.root_message_id, ...quotedIds(input)],
    quotations_of: quotedIds(input),
    nonces: nonces(input, actor.user_id),
  }),
  text: ({ body }) => body,
  decide: (state, input: ReplyToThread, context) => {
    const { message: root } = visibleMessage(state, context.actor, input.root_message_id);
    const replay = replayOf(state, input, context);
    if (replay !== null) return { events: [], replay_of: replay };
    const author = writableConversation(state, context.actor, root);
    if (root.parent_message_id !== null)
      throw new DomainError("nested_reply", "nested thread replies are not supported");
    liveMessage(state, context.actor, root.id);
    const quoted = quotedMessage(state, input, context.actor, (candidate) => candidate.thread_root_id === root.id);
    const before = state.get("thread", root.id) ?? emptyThread(root);
    const place = conversationFieldsOf(root);
    const seq = input.also_send_to_channel ? nextSeq(state, root) : null;
    const position = {
      id: context.newId("message"),
      parent_message_id: root.id,
      thread_root_id: root.id,
      channel_seq: seq,
      thread_seq: before.last_seq + 1,
    };
    const reply = newMessage(state, { draft: input, author, quoted, place, position, context });
    const thread_state = {
      root_message_id: root.id,
      reply_count: before.reply_count + 1,
      last_reply_at: context.now,
      last_reply_author_ids: newestAuthors([author.user_id, ...before.last_reply_author_ids]),
      last_seq: position.thread_seq,
    };
    return {
      events: [
        replyCreated.create(contentOf(reply, author, input), { ...place, seq, request_digest: context.request_digest }),
        threadStateUpdated.create({ root_message_id: root.id, thread_state, ...directOf(root) }, place),
      ],
    };
  },
});
