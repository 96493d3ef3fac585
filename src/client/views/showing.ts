import { type Invalidations, invalidateMessage } from "../replica/invalidations";
import { createBuilders, type ViewSources } from "./builders";
import { createEmojiNames } from "./emoji-names";
import { createScreen } from "./screen";
import { ViewCache } from "./view-cache";

/** The views of an engine: their sources, and the refresh of dirty views. */
export function createShowing(sources: Omit<ViewSources, "screen" | "wantEmojiNames">, dirty: Invalidations) {
  const { invalidate } = dirty;
  const screen = createScreen(sources.replica, sources.outbox, invalidate);
  const { builders, messages, memberChanges } = createBuilders({
    ...sources,
    screen,
    wantEmojiNames: createEmojiNames((messageId) => invalidateMessage(screen().state, messageId, invalidate)),
  });
  const views = new ViewCache(builders);

  /** Messages show names and pictures: when a person's change, everything they wrote is rendered again. */
  function invalidateWritten(userId: string): void {
    for (const { id, conversation_id, thread_root_id } of messages.forgetPerson(userId)) {
      invalidate("message", id);
      invalidate("timeline", conversation_id);
      invalidate("thread", thread_root_id);
    }
  }

  /** The joins and leaves that name them are rendered again too. */
  function invalidateNamed(userIds: readonly string[]): void {
    if (userIds.length === 0) return;
    for (const [channelId, changes] of sources.replica.memberChanges.naming(new Set(userIds))) {
      memberChanges.forget(changes);
      invalidate("timeline", channelId);
    }
  }

  return {
    views,
    screen,
    /** Refreshes every observed view that is dirty. */
    flush: (): void => {
      screen();
      for (const userId of dirty.of("member")) invalidateWritten(userId);
      invalidateNamed(dirty.of("member"));
      const ids = dirty.drain();
      if (ids.has("session")) {
        messages.clear();
        memberChanges.clear();
      }
      for (const id of ids.get("message") ?? []) messages.forget(id);
      views.refresh(ids);
    },
  };
}
