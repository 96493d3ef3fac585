import type { ReadState } from "../domain/read-states";
import type { Clock } from "./clock";
import type { Replica } from "./replica/replica";
import { type Mark, Refusal } from "./transport";

export type MarkersOptions = {
  readonly clock: Clock;
  readonly replica: Replica;
  send(mark: Mark): Promise<ReadState>;
};

/** At most one write per conversation in this time (protocol.md §1). */
const quietMs = 2_000;

type Lane = { wanted: Omit<Mark, "conversation_id" | "revision"> | null; busy: boolean };

/**
 * Moves the viewer's read markers: here at once, on the server at most every two seconds per conversation. Forward moves only add up;
 * *mark unread* stays until the conversation is opened again.
 */
export function createMarkers({ clock, replica, send }: MarkersOptions) {
  const lanes = new Map<string, Lane>();
  const kept = new Set<string>();

  function want(conversationId: string, seq: number, unread: boolean): void {
    const lane = lanes.get(conversationId) ?? { wanted: null, busy: false };
    lanes.set(conversationId, lane);
    lane.wanted = { seq, unread };
    if (!lane.busy) void run(conversationId, lane);
  }

  async function run(conversationId: string, lane: Lane): Promise<void> {
    lane.busy = true;
    while (lane.wanted) {
      const { wanted } = lane;
      lane.wanted = null;
      const revision = replica.readStates.get(conversationId)?.revision ?? null;
      const known = revision !== null && revision >= 0 ? revision : null;
      try {
        take([await send({ conversation_id: conversationId, revision: known, ...wanted })]);
      } catch (error) {
        // Not reached: the mark still stands, unless a later one has taken its place.
        if (!(error instanceof Refusal) || error.isPassing) lane.wanted ??= wanted;
      }
      await pause(clock, quietMs);
    }
    lanes.delete(conversationId);
  }

  /** The server's word, from an answer or another device. What was moved here since and not sent yet still stands. */
  function take(states: readonly ReadState[], cursor: number | null = null): void {
    replica.takeReadStates(states, cursor);
    for (const state of states) {
      const wanted = lanes.get(state.conversation_id)?.wanted;
      if (wanted && !wanted.unread && wanted.seq > state.last_read_seq)
        replica.moveMarker(state.conversation_id, wanted.seq);
    }
  }

  return {
    take,
    /** Everything up to `seq` was seen. */
    mark: (conversationId: string, seq: number): void => {
      const held = replica.readStates.get(conversationId);
      if (!held || seq <= held.last_read_seq || kept.has(conversationId)) return;
      replica.moveMarker(conversationId, seq);
      want(conversationId, seq, false);
    },
    /**
     * The message of this number and what follows shall count as unread. False, and nothing moves, where none of it can: one's own
     * messages do not count, say.
     */
    markUnread: (conversationId: string, seq: number): boolean => {
      if (replica.readStates.unreadAfter(conversationId, seq - 1) === 0) return false;
      kept.add(conversationId);
      replica.moveMarker(conversationId, seq - 1);
      want(conversationId, seq, true);
      return true;
    },
    /** The conversation was opened anew: reading moves its marker again. */
    opened: (conversationId: string): void => void kept.delete(conversationId),
  };
}

export type Markers = ReturnType<typeof createMarkers>;

function pause(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(delayMs, resolve);
  });
}
