import type { ReadState } from "../../domain/read-states/rules";
import type { Clock } from "../platform/clock";
import type { KeyValueStorage } from "../platform/storage";
import type { Replica } from "../replica/replica";
import { Refusal } from "../transport/answers";
import type { Mark } from "../transport/transport";

export type MarkersOptions = {
  readonly clock: Clock;
  readonly replica: Replica;
  readonly storage: KeyValueStorage;
  /** Writes a mark. With `isParting` the request outlives the page. */
  send(mark: Mark, options?: { readonly isParting: boolean }): Promise<ReadState>;
  /** Reports whether the server was reached. */
  onSent(wasReached: boolean): void;
};

/** At most one write per conversation in this time. */
const quietMs = 2_000;

type Moved = Omit<Mark, "conversation_id" | "revision">;
type MarkerQueue = {
  wanted: Moved | null;
  /** The mark that is being sent. */
  sending: Moved | null;
  busy: boolean;
  hasFailed: boolean;
  /** Ends the pause before the next write. */
  wake: (() => void) | null;
  /** Another person has signed in: the answer no longer concerns anybody here. */
  isOver: boolean;
};

/**
 * Moves the viewer's read markers: here at once, on the server at most every two seconds per conversation. Forward moves are
 * merged; *mark unread* stays until the conversation is opened again.
 */
export function createMarkers({ clock, replica, storage, send, onSent }: MarkersOptions) {
  const queues = new Map<string, MarkerQueue>();
  /** What this page has put into storage by conversation, because it was about to close. Another tab may have put more there since. */
  const stored = new Map<string, string>();
  let scope = "";
  const kept = new Set<string>();

  function want(conversationId: string, seq: number, unread: boolean): void {
    const queue = queues.get(conversationId) ?? {
      wanted: null,
      sending: null,
      busy: false,
      hasFailed: false,
      wake: null,
      isOver: false,
    };
    queues.set(conversationId, queue);
    queue.wanted = { seq, unread };
    if (!queue.busy) void run(conversationId, queue);
  }

  async function run(conversationId: string, queue: MarkerQueue): Promise<void> {
    queue.busy = true;
    while (queue.wanted) {
      await sendWanted(conversationId, queue);
      await pause(queue);
    }
    if (!queue.isOver) queues.delete(conversationId);
  }

  async function sendWanted(
    conversationId: string,
    queue: MarkerQueue,
    options?: { readonly isParting: boolean },
  ): Promise<void> {
    const { wanted } = queue;
    if (!wanted) return;
    queue.wanted = null;
    queue.sending = wanted;
    const revision = revisionOf(conversationId);
    const known = revision >= 0 ? revision : null;
    try {
      const state = await send({ conversation_id: conversationId, revision: known, ...wanted }, options);
      if (queue.isOver) return;
      take([state]);
      if (!queue.wanted) forget(conversationId);
      queue.hasFailed = false;
    } catch (error) {
      if (queue.isOver) return;
      queue.hasFailed = !(error instanceof Refusal) || error.isPassing;
      // The server was not reached: the mark is still due, unless a later one has replaced it.
      if (queue.hasFailed) queue.wanted ??= wanted;
    }
    onSent(!queue.hasFailed);
    if (queue.sending === wanted) queue.sending = null;
  }

  /** Drops everything, so that nothing of one person is written or left in another person's name. */
  function drop(): void {
    const hadFailed = [...queues.values()].some(({ hasFailed }) => hasFailed);
    for (const queue of queues.values()) {
      queue.isOver = true;
      queue.wanted = null;
      queue.wake?.();
    }
    for (const known of [queues, stored, kept]) known.clear();
    scope = "";
    if (hadFailed) onSent(true);
  }

  async function pause(queue: MarkerQueue): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = clock.after(quietMs, resolve);
      queue.wake = () => {
        cancel();
        resolve();
      };
    });
    queue.wake = null;
  }

  /** Takes markers from an answer or another device. A newer move that has not been sent yet stays. */
  function take(states: readonly ReadState[], cursor: number | null = null): void {
    replica.takeReadStates(states, cursor);
    for (const state of states) {
      const wanted = queues.get(state.conversation_id)?.wanted;
      if (wanted && !wanted.unread && wanted.seq > state.last_read_seq)
        replica.moveMarker(state.conversation_id, wanted.seq);
    }
  }

  function mark(conversationId: string, seq: number): void {
    const known = replica.readStates.get(conversationId);
    if (scope === "" || !known || seq <= known.last_read_seq || kept.has(conversationId)) return;
    replica.moveMarker(conversationId, seq);
    want(conversationId, seq, false);
  }

  function revisionOf(conversationId: string): number {
    return replica.readStates.get(conversationId)?.revision ?? -1;
  }

  /** A closing page may lose its request: the next page of this person sends it again. */
  function keep(conversationId: string, { seq, unread }: Moved): void {
    if (scope === "" || unread) return;
    const revision = revisionOf(conversationId);
    const [otherSeq = 0, otherRevision] = numbersIn(storage.get(scope + conversationId) ?? "");
    if (otherRevision === revision && otherSeq > seq) return;
    const text = `${seq} ${revision}`;
    if (storage.set(scope + conversationId, text)) stored.set(conversationId, text);
  }

  /** The mark was written. One that another tab has kept meanwhile stays for the next page. */
  function forget(conversationId: string): void {
    const text = stored.get(conversationId);
    stored.delete(conversationId);
    if (text !== undefined && storage.get(scope + conversationId) === text) storage.remove(scope + conversationId);
  }

  return {
    take,
    /** Starts with the marks that an earlier page of this person could not write in this workspace. Idempotent. */
    open: (owner: string): void => {
      const next = `marks/${owner}/`;
      if (scope !== next) drop();
      scope = next;
      for (const [key, value] of storage.list(scope)) {
        const conversationId = key.slice(scope.length);
        const [seq = 0, revision] = numbersIn(value);
        stored.set(conversationId, value);
        // A later move, perhaps backwards, takes precedence.
        if (revision === revisionOf(conversationId)) mark(conversationId, seq);
        if (!queues.has(conversationId)) forget(conversationId);
      }
    },
    /** Stops, and leaves nothing for later pages. */
    close: drop,
    /** Stops. Marks that were not written wait for the next page of the same person. */
    leave: (): void => {
      for (const [conversationId, { wanted, sending }] of queues) {
        const moved = wanted ?? sending;
        if (moved) keep(conversationId, moved);
      }
      drop();
    },
    /** Everything up to `seq` was seen. */
    mark,
    /**
     * Marks this message and everything after it as unread. Returns false and moves nothing if none of it can count as unread,
     * such as the viewer's own messages.
     */
    markUnread: (conversationId: string, seq: number): boolean => {
      if (scope === "" || replica.readStates.unreadAfter(conversationId, seq - 1) === 0) return false;
      kept.add(conversationId);
      replica.moveMarker(conversationId, seq - 1);
      want(conversationId, seq, true);
      return true;
    },
    /** The conversation was opened again: reading moves its marker again. */
    opened: (conversationId: string): void => void kept.delete(conversationId),
    /** Whether something in the conversation stays unread while it is being looked at. */
    isKeptUnread: (conversationId: string): boolean => kept.has(conversationId),
    /** Retries the marks that could not be written. */
    retryNow: (): void => {
      for (const { hasFailed, wake } of queues.values()) if (hasFailed) wake?.();
    },
    /** The page may be about to close: writes unwritten marks with requests that outlive it. Idempotent. */
    flush: (): void => {
      for (const [conversationId, queue] of queues) {
        queue.wanted ??= queue.sending;
        if (queue.wanted) keep(conversationId, queue.wanted);
        void sendWanted(conversationId, queue, { isParting: true }).then(() => {
          const isLeft = queue.wanted && queues.get(conversationId) !== queue;
          if (isLeft && queue.wanted) want(conversationId, queue.wanted.seq, queue.wanted.unread);
        });
      }
    },
  };
}

export type Markers = ReturnType<typeof createMarkers>;

function numbersIn(text: string): readonly number[] {
  return text.split(" ").map(Number);
}
