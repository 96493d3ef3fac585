import { type Change, type Entities, type Kind, MemoryStore, pairKey, reactionKey } from "../../domain/state";

/**
 * What the server has confirmed, as far as this browser holds it. An older change never undoes a newer one, whatever order
 * the two arrive in; messages that no window shows any more are let go.
 */
export class ConfirmedStore extends MemoryStore {
  /** Applies changes of one cursor and returns those that were not overtaken by something newer. */
  take(changes: readonly Change[], cursor: number): Change[] {
    const fresh = changes.filter((change) => (this.get(change.kind, change.key)?.cursor ?? 0) <= cursor);
    if (fresh.length > 0) this.apply(fresh);
    return fresh;
  }

  /** Lets go of a message with its thread state and reactions. */
  evictMessage(messageId: string): void {
    const gone: Change[] = [
      { op: "remove", kind: "message", key: messageId },
      { op: "remove", kind: "thread", key: messageId },
      ...this.find("tally", "message", messageId).map((row) => removal("tally", pairKey(messageId, row.emoji))),
      ...this.find("reaction", "message", messageId).map((row) =>
        removal("reaction", reactionKey(messageId, row.user_id, row.emoji)),
      ),
    ];
    this.apply(gone);
  }

  /** Lets go of one entity that the viewer may no longer see. */
  evict(kind: Kind, key: string): void {
    this.apply([removal(kind, key)]);
  }

  list<K extends Kind>(kind: K): Entities[K][] {
    return [...this.all(kind)];
  }
}

function removal(kind: Kind, key: string): Change {
  return { op: "remove", kind, key };
}
