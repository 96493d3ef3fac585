/** In: changes, each as of a cursor. Out: the entities that the server has confirmed. */

import { type KindOf, kindDefinitions, kindOf } from "../../domain/definitions";
import { type Change, type Entities, type Kind, keyOf, MemoryStore, ownerIn } from "../../domain/state";

/**
 * The entities that the server has confirmed, as far as this browser has them. An older change never undoes a newer one, in
 * whatever order they arrive. Messages that no window shows any more are evicted.
 */
export class ConfirmedStore extends MemoryStore {
  /** Applies changes as of a cursor, and returns those that are not older than the stored entities. */
  take(changes: readonly Change[], cursor: number): Change[] {
    const fresh = changes.filter((change) => (this.get(change.kind, change.key)?.cursor ?? 0) <= cursor);
    if (fresh.length > 0) this.apply(fresh);
    return fresh;
  }

  /** Removes a message and everything that belongs to it. */
  evictMessage(messageId: string): void {
    const gone = kindsOfMessages.flatMap((kind) => [...this.keysOf(kind, messageId)].map((key) => removal(kind, key)));
    this.apply(gone);
  }

  /** Removes a conversation and everything that belongs to it but its messages. */
  evictConversation(conversationId: string): void {
    const gone = kindsOfConversations.flatMap((kind) =>
      this.list(kind)
        .map((entity) => keyOf[kind](entity as never))
        .filter((key) => ownerIn(key) === conversationId)
        .map((key) => removal(kind, key)),
    );
    this.apply(gone);
  }

  /** The keys of the entities of a message: those in its index `message`, or else the id of the message. */
  private keysOf(kind: KindOf<"message">, messageId: string): Iterable<string> {
    return "message" in kindOf[kind].indexes ? this.keys(kind, "message" as never, messageId) : [messageId];
  }

  /** Removes one entity that the viewer may no longer see. */
  evict(kind: Kind, key: string): void {
    this.apply([removal(kind, key)]);
  }

  list<K extends Kind>(kind: K): Entities[K][] {
    return [...this.all(kind)];
  }
}

const kindsOfMessages = kindDefinitions.flatMap(({ name, belongsTo }) => (belongsTo === "message" ? [name] : []));
const kindsOfConversations = kindDefinitions.flatMap(({ name, belongsTo }) =>
  belongsTo === "conversation" ? [name] : [],
);

function removal(kind: Kind, key: string): Change {
  return { op: "remove", kind, key };
}
