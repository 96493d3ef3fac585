import { conversationOf } from "../../domain/core/timelines";
import type { Ephemeral, PublishableType } from "../../domain/ephemerals/rules";
import type { Clock } from "../platform/clock";
import type { Invalidate } from "../replica/invalidations";
import type { ConversationRef } from "../transport/transport";

export type TypingOptions = {
  readonly clock: Clock;
  readonly invalidate: Invalidate;
  viewerId(): string;
  placeOf(conversationId: string): ConversationRef;
  publish(type: PublishableType, place: ConversationRef, payload: Record<string, unknown>): void;
};

const againMs = 3_000;
const staleMs = 5_000;

/** The key of a place to type in: a conversation, or a thread in it. */
export function typingKey(conversationId: string, rootId?: string | null): string {
  return rootId ? `${conversationId} ${rootId}` : conversationId;
}

/**
 * Tracks who is typing where. A person who types publishes it at most every three seconds, and once more for later keys, so that
 * people who have just arrived see it too. It expires five seconds after the last signal.
 */
export function createTyping({ clock, invalidate, viewerId, placeOf, publish }: TypingOptions) {
  const typing = new Map<string, Map<string, () => void>>();
  const publishedAt = new Map<string, number>();
  const waiting = new Map<string, () => void>();

  function forget(key: string, userId: string): void {
    const people = typing.get(key);
    people?.get(userId)?.();
    if (!people?.delete(userId)) return;
    if (people.size === 0) typing.delete(key);
    invalidate("typing", key);
  }

  function note(key: string, userId: string): void {
    const people = typing.get(key) ?? new Map<string, () => void>();
    const known = people.get(userId);
    known?.();
    typing.set(
      key,
      people.set(
        userId,
        clock.after(staleMs, () => forget(key, userId)),
      ),
    );
    if (!known) invalidate("typing", key);
  }

  function send(type: PublishableType, conversationId: string, rootId: string | undefined): void {
    publish(type, placeOf(conversationId), rootId ? { root_message_id: rootId } : {});
  }

  return {
    /** Receives a signal of another person. */
    receive: (ephemeral: Ephemeral): void => {
      const conversationId = conversationOf(ephemeral);
      if (conversationId === "" || ephemeral.actor_id === viewerId()) return;
      const { root_message_id } = ephemeral.payload;
      const key = typingKey(conversationId, typeof root_message_id === "string" ? root_message_id : null);
      if (ephemeral.type === "typing.started") note(key, ephemeral.actor_id);
      else if (ephemeral.type === "typing.stopped") forget(key, ephemeral.actor_id);
    },
    /** A person's name is now known. */
    introduced: (userId: string): void => {
      for (const [key, people] of typing) if (people.has(userId)) invalidate("typing", key);
    },
    /** A person's message has arrived: they have stopped typing. */
    wrote: (conversationId: string, userId: string): void => {
      for (const key of typing.keys())
        if (key === conversationId || key.startsWith(`${conversationId} `)) forget(key, userId);
    },
    /** The viewer pressed a key. */
    pressKey: (conversationId: string, rootId?: string): void => {
      const key = typingKey(conversationId, rootId);
      if (waiting.has(key)) return;
      const sendNow = () => {
        waiting.delete(key);
        publishedAt.set(key, clock.now());
        send("typing.started", conversationId, rootId);
      };
      const waitMs = (publishedAt.get(key) ?? Number.NEGATIVE_INFINITY) + againMs - clock.now();
      if (waitMs <= 0) sendNow();
      else waiting.set(key, clock.after(waitMs, sendNow));
    },
    /** The viewer sent the text, cleared it, or left. */
    stop: (conversationId: string, rootId?: string): void => {
      const key = typingKey(conversationId, rootId);
      waiting.get(key)?.();
      waiting.delete(key);
      if (publishedAt.delete(key)) send("typing.stopped", conversationId, rootId);
    },
    at: (key: string): string[] => [...(typing.get(key)?.keys() ?? [])],
    clear: (): void => {
      for (const [key, people] of typing) for (const userId of [...people.keys()]) forget(key, userId);
    },
  };
}

export type Typing = ReturnType<typeof createTyping>;
