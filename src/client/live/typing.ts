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

/** The place where somebody types: a conversation, or a thread in it. */
export function typingKey(conversationId: string, rootId?: string | null): string {
  return rootId ? `${conversationId} ${rootId}` : conversationId;
}

/**
 * Who is typing where. Told at most every three seconds by whoever types, and once more for the keys since then, so that whoever
 * has just come hears of it, too; forgotten five seconds after the last word of it.
 */
export function createTyping({ clock, invalidate, viewerId, placeOf, publish }: TypingOptions) {
  const typing = new Map<string, Map<string, () => void>>();
  const toldAt = new Map<string, number>();
  const telling = new Map<string, () => void>();

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

  function tell(type: PublishableType, conversationId: string, rootId: string | undefined): void {
    publish(type, placeOf(conversationId), rootId ? { root_message_id: rootId } : {});
  }

  return {
    /** Hears what others say of themselves. */
    hear: (ephemeral: Ephemeral): void => {
      const conversationId = conversationOf(ephemeral);
      if (conversationId === "" || ephemeral.actor_id === viewerId()) return;
      const { root_message_id } = ephemeral.payload;
      const key = typingKey(conversationId, typeof root_message_id === "string" ? root_message_id : null);
      if (ephemeral.type === "typing.started") note(key, ephemeral.actor_id);
      else if (ephemeral.type === "typing.stopped") forget(key, ephemeral.actor_id);
    },
    /** It is known by now who somebody is. */
    introduced: (userId: string): void => {
      for (const [key, people] of typing) if (people.has(userId)) invalidate("typing", key);
    },
    /** Somebody's message is here: they no longer type it. */
    wrote: (conversationId: string, userId: string): void => {
      for (const key of typing.keys())
        if (key === conversationId || key.startsWith(`${conversationId} `)) forget(key, userId);
    },
    /** The viewer pressed a key. */
    pressKey: (conversationId: string, rootId?: string): void => {
      const key = typingKey(conversationId, rootId);
      if (telling.has(key)) return;
      const tellNow = () => {
        telling.delete(key);
        toldAt.set(key, clock.now());
        tell("typing.started", conversationId, rootId);
      };
      const waitMs = (toldAt.get(key) ?? Number.NEGATIVE_INFINITY) + againMs - clock.now();
      if (waitMs <= 0) tellNow();
      else telling.set(key, clock.after(waitMs, tellNow));
    },
    /** The viewer sent the text, cleared it, or went elsewhere. */
    stop: (conversationId: string, rootId?: string): void => {
      const key = typingKey(conversationId, rootId);
      telling.get(key)?.();
      telling.delete(key);
      if (toldAt.delete(key)) tell("typing.stopped", conversationId, rootId);
    },
    at: (key: string): string[] => [...(typing.get(key)?.keys() ?? [])],
    clear: (): void => {
      for (const [key, people] of typing) for (const userId of [...people.keys()]) forget(key, userId);
    },
  };
}

export type Typing = ReturnType<typeof createTyping>;
