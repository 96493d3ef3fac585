import type { Invalidate } from "../replica/invalidations";

/** The conversations and threads that somebody is reading right now, counted, since a screen may show the same one twice. */
export function createWatched(invalidate: Invalidate) {
  /** By conversation and root; the root is empty for the conversation itself. */
  const counts = new Map<string, Map<string, number>>();

  function add(conversationId: string, rootId: string, by: 1 | -1): void {
    const inIt = counts.get(conversationId) ?? new Map<string, number>();
    const count = (inIt.get(rootId) ?? 0) + by;
    if (count > 0) inIt.set(rootId, count);
    else inIt.delete(rootId);
    if (inIt.size > 0) counts.set(conversationId, inIt);
    else counts.delete(conversationId);
    invalidate("read_state", conversationId);
  }

  return {
    has: (conversationId: string): boolean => counts.get(conversationId)?.has("") ?? false,
    hasThread: (conversationId: string, rootId: string): boolean => counts.get(conversationId)?.has(rootId) ?? false,
    hasAny: (conversationId: string): boolean => counts.has(conversationId),
    /** Somebody is reading the end of a conversation or thread. Call the returned function when they stop. */
    begin: (conversationId: string, rootId = ""): (() => void) => {
      add(conversationId, rootId, 1);
      return () => add(conversationId, rootId, -1);
    },
  };
}

export type Watched = ReturnType<typeof createWatched>;
