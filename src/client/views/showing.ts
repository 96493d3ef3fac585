import type { Touched } from "../replica/touched";
import { touchMessage } from "../replica/touching";
import { createBuilders, type ViewSources } from "./builders";
import { createEmojiNames } from "./emoji-names";
import { createScreen } from "./screen";
import { ViewCache } from "./view-cache";

/** The views of an engine: what they are read from, and how they are brought up to date with what was touched. */
export function createShowing(sources: Omit<ViewSources, "screen" | "wantEmojiNames">, touched: Touched) {
  const { touch } = touched;
  const screen = createScreen(sources.replica, sources.outbox, touch);
  const { builders, messages, memberChanges } = createBuilders({
    ...sources,
    screen,
    wantEmojiNames: createEmojiNames((messageId) => touchMessage(screen().state, messageId, touch)),
  });
  const views = new ViewCache(builders);

  /** Messages show names and pictures: a person who has new ones is drawn anew wherever they wrote. */
  function touchWritten(userId: string): void {
    for (const { id, conversation_id, thread_root_id } of messages.forgetPerson(userId)) {
      touch("message", id);
      touch("timeline", conversation_id);
      touch("thread", thread_root_id);
    }
  }

  /** And so is who came and went, wherever it names them. */
  function touchNamed(userIds: readonly string[]): void {
    if (userIds.length === 0) return;
    for (const [channelId, changes] of sources.replica.memberLines.naming(new Set(userIds))) {
      memberChanges.forget(changes);
      touch("timeline", channelId);
    }
  }

  return {
    views,
    screen,
    /** Brings every observed view up to date. */
    flush: (): void => {
      screen();
      for (const userId of touched.of("member")) touchWritten(userId);
      touchNamed(touched.of("member"));
      const ids = touched.drain();
      if (ids.has("session")) {
        messages.clear();
        memberChanges.clear();
      }
      for (const id of ids.get("message") ?? []) messages.forget(id);
      views.refresh(ids);
    },
  };
}
