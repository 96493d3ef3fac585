import { limits } from "../../domain/core/limits";
import type { MemoryStore } from "../../domain/state";
import { bytesWithParts, type Newest, withinBytes } from "./boot-messages";
import { bytesOf, conversationParts, firstParts, type Part, peopleParts } from "./boot-parts";
import { type OwnConversation, ownConversation, ownConversations } from "./own-conversations";
import type { Viewer } from "./viewing";

/** The part of the hot state that a viewer starts with. */
export type Own = {
  readonly conversations: readonly OwnConversation[];
  readonly parts: readonly Part[];
  readonly bytes: number;
  readonly hasMore: boolean;
};

/** The share of a boot's bytes that member changes may take, of those that are kept free for what comes beside the log. */
export const memberChangesShare = 0.05;

/**
 * The share of the log's bytes that conversations may take. As many as there may be fit into a whole answer, unless their topics
 * are very long, with the messages of the opened one.
 */
const conversationsShare = 0.92;

/** Kept free for what comes beside the log: preferences, other workspaces and member changes are as large in a small answer. */
const besidesBytes = limits.answerBytesMax * 0.15;

/** What the events of a boot may take: of a share of an answer, at least three fifths. */
function logBytesMax(bytesMax: number): number {
  return Math.max(bytesMax - besidesBytes, bytesMax * 0.6);
}

/** The most that a read state takes, but for very long counts. */
const readStateBytes = 210;

type ChoosingOwn = {
  readonly store: MemoryStore;
  readonly viewer: Viewer;
  readonly opened: string | null;
  readonly bytesMax: number;
};

/** The opened conversation, the default channel, then those with the latest messages, as far as there is room for them. */
export function chooseConversations({ store, viewer, opened, bytesMax }: ChoosingOwn): Own {
  const own = ownConversations(store, viewer.user_id);
  const defaults = store.find("channel", "default", "yes").map(({ id }) => id);
  const firstIds = new Set([...(opened === null ? [] : [opened]), ...defaults]);
  const first = [...firstIds].flatMap((id) => ownConversation(store, viewer.user_id, id) ?? []);
  const wanted = [...first, ...own.conversations.filter(({ id }) => !firstIds.has(id))];
  const parts = new Set(firstParts(store, viewer, opened));
  const conversations: OwnConversation[] = [];
  let bytes = [...parts].reduce((sum, part) => sum + bytesOf(part), 0);
  for (const conversation of wanted) {
    const added = conversationParts(store, viewer, conversation).filter((part) => !parts.has(part));
    bytes += added.reduce((sum, part) => sum + bytesOf(part), readStateBytes);
    if (bytes > logBytesMax(bytesMax) * conversationsShare || conversations.length >= limits.ownConversationsMax) break;
    conversations.push(conversation);
    for (const part of added) parts.add(part);
  }
  const hasMore = own.hasMore || conversations.length < wanted.length;
  return { conversations, parts: [...parts], bytes, hasMore };
}

type Choosing = Omit<ChoosingOwn, "viewer"> & { readonly own: Own };

/** The newest messages for which there is room beside the conversations, those of the opened one first. */
export function chooseMessages(newest: readonly Newest[], { own, store, opened, bytesMax }: Choosing): Newest[] {
  const ids = [...(opened === null ? [] : [opened]), ...own.conversations.map(({ id }) => id)];
  const named = new Set<string>();
  return withinBytes(newest, ids, {
    bytesMax: logBytesMax(bytesMax) - Math.min(own.bytes, logBytesMax(bytesMax) * conversationsShare),
    bytesOf: (message) => {
      const isNew = !named.has(message.author_id);
      named.add(message.author_id);
      const [author] = isNew ? peopleParts(store, [message.author_id]) : [];
      return bytesWithParts(store, message) + (author ? bytesOf(author) : 0);
    },
  });
}
