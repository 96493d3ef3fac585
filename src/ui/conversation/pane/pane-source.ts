import type { BrowserEngine } from "../../../client/browser";
import type { MessageView } from "../../../client/views/shapes";
import type { Loads } from "./edges";
import { inChannel, inThread, type SeqOf } from "./kept-places";

/** The messages a pane shows. Covers everything in which a conversation and a thread differ. */
export type PaneSource = {
  readonly conversationId: string;
  /** The root of a thread; undefined for the conversation itself. */
  readonly rootId: string | undefined;
  /** The key under which the draft, the reader's position and the message grouping are kept. */
  readonly listId: string;
  /** The position of a message among the others. */
  readonly seqOf: SeqOf;
  /** The messages at the time of the call. */
  messages(): readonly MessageView[];
  readonly loads: Loads;
  /** Reports that the end of the list is in view and attended. Call the result when it no longer is. */
  watch(): () => void;
  /** Reports that a message with a position in the conversation was seen here. */
  seen(channelSeq: number): void;
};

export type ThreadSource = PaneSource & { readonly rootId: string };

/** The source for a conversation's messages. Keep the result. */
export function conversationSource(engine: BrowserEngine, conversationId: string): PaneSource {
  return {
    conversationId,
    rootId: undefined,
    listId: conversationId,
    seqOf: inChannel,
    messages: () => engine.views.read("timeline", conversationId).messages,
    loads: {
      loadOlder: () => void engine.timeline.loadOlder(conversationId),
      loadNewer: () => void engine.timeline.loadNewer(conversationId),
    },
    watch: () => engine.read.watch(conversationId),
    seen: (channelSeq) => engine.read.mark(conversationId, channelSeq),
  };
}

/** The source for a thread's messages. Keep the result. */
export function threadSource(engine: BrowserEngine, conversationId: string, rootId: string): ThreadSource {
  return {
    conversationId,
    rootId,
    listId: `thread:${rootId}`,
    seqOf: inThread,
    messages: () => engine.views.read("thread", rootId).messages,
    loads: {
      loadOlder: () => void engine.threads.loadOlder(rootId),
      loadNewer: () => void engine.threads.loadNewer(rootId),
    },
    watch: () => engine.read.watch(conversationId, rootId),
    seen: (channelSeq) => engine.read.markReply(conversationId, rootId, channelSeq),
  };
}
