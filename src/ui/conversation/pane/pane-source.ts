import type { BrowserEngine } from "../../../client/browser";
import type { MessageView } from "../../../client/views/shapes";
import type { Loads } from "./edges";
import { inChannel, inThread, type SeqOf } from "./kept-places";

/** Which messages a pane shows: what a conversation and a thread differ in, wherever they are the same otherwise. */
export type PaneSource = {
  readonly conversationId: string;
  /** The root of a thread; undefined for the conversation itself. */
  readonly rootId: string | undefined;
  /** Under which the draft, the reader's place and the grouping of the messages are kept. */
  readonly listId: string;
  /** Where a message stands among the others. */
  readonly seqOf: SeqOf;
  /** The messages as they are when it is called. */
  messages(): readonly MessageView[];
  readonly loads: Loads;
  /** The end of the list is in view and attended. Call the answer when it no longer is. */
  watch(): () => void;
  /** A message that stands in the conversation was seen here. */
  seen(channelSeq: number): void;
};

export type ThreadSource = PaneSource & { readonly rootId: string };

/** The messages of a conversation. Keep the answer. */
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

/** The messages of a thread. Keep the answer. */
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
