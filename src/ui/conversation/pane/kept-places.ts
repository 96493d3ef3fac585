"use client";

import { useCallback, useEffect, useLayoutEffect, useState } from "react";
import { useEngine, useSession, useTimeline } from "../../../client/hooks";
import type { ThreadView } from "../../../client/views/shapes";
import type { MessageResource } from "../../../domain/messages/rules";
import { tabStorage } from "../../kit/tab-storage";
import type { MessageItem } from "../../message";
import { useHeld } from "../../navigation/use-place";
import type { Landing, TimelineRow } from "../../timeline";

/** A reader's position in a list: a message, and how far its top is below the top of the view. */
type KeptPlace = { readonly messageId: string; readonly seq: number; readonly topPx: number };

const storage = tabStorage("place");

/** Saves the reader's position for this tab, across reloads. Null forgets it: the end of the list needs no position. */
function keepPlace(listId: string, place: KeptPlace | null): void {
  storage.put(listId, place && JSON.stringify([place.messageId, place.seq, place.topPx]));
}

/** The reader's position when they left the list; null at the end, or if none is saved. */
function keptPlace(listId: string): KeptPlace | null {
  const text = storage.get(listId);
  if (text === null) return null;
  try {
    const kept: unknown = JSON.parse(text);
    const [messageId, seq, topPx] = Array.isArray(kept) ? kept : [];
    const isPlace = typeof messageId === "string" && typeof seq === "number" && typeof topPx === "number";
    return isPlace ? { messageId, seq, topPx } : null;
  } catch {
    return null;
  }
}

/** The landing that returns a reader to their saved position; null if none is saved or the rows do not include it. */
export function placeAmong(rows: readonly TimelineRow[], listId: string, seqOf: SeqOf): Landing | null {
  const place = keptPlace(listId);
  if (place === null) return null;
  const shown = rows.flatMap((row) => (row.type === "message" ? [row] : []));
  const own = shown.find(({ item }) => item.message.id === place.messageId);
  // If the message is gone, the one after it takes its place.
  const row = own ?? (reaches(seqsOf(shown, seqOf), place.seq) ? shown.find(isFrom(place.seq, seqOf)) : undefined);
  return row ? { at: "row", key: row.key, topPx: place.topPx } : null;
}

/** The callback with which a list reports the reader's position when the reader leaves. Keep `seqOf` stable. */
export function useKeepsPlace(listId: string, seqOf: SeqOf): (item: MessageItem | null, topPx: number) => void {
  return useCallback(
    (item, topPx) => {
      const seq = item && seqOf(item.message);
      keepPlace(listId, item && typeof seq === "number" ? { messageId: item.message.id, seq, topPx } : null);
    },
    [listId, seqOf],
  );
}

/**
 * Fetches the part of a conversation where its reader left off, unless the address points elsewhere. True once that part is
 * loaded or cannot be.
 */
export function usePlaceLoaded(conversationId: string, messageId: string | null, isHeld: boolean): boolean {
  const engine = useEngine();
  const isReady = useBegun() && isHeld;
  const { shownMessageId } = useHeld();
  const [isSettled, setIsSettled] = useState(false);
  const isElsewhere = messageId !== null && messageId !== shownMessageId;
  const wanted = isReady && !isSettled && !isElsewhere ? keptPlace(conversationId) : null;
  // The messages the list is about to render, which may be a frame behind the engine.
  const { messages, has_older } = useTimeline(conversationId);
  const isHere = wanted === null || reaches(messages.slice(has_older ? 1 : 0).map(inChannel), wanted.seq);
  if (isReady && !isSettled && isHere) setIsSettled(true);
  // A fresh fetch, as after a boot, starts at the end, so the part must be fetched again.
  if (!isReady && isSettled) setIsSettled(false);
  const seq = isHere ? null : wanted.seq;
  useEffect(() => {
    if (seq === null) return;
    let isCurrent = true;
    const giveUp = () => isCurrent && setIsSettled(true);
    // The fetched messages render in the next frame. If the part is not there by then, it will not come.
    const afterDrawing = () => requestAnimationFrame(() => requestAnimationFrame(giveUp));
    void engine.timeline.loadAround(conversationId, seq).then(afterDrawing);
    return () => {
      isCurrent = false;
    };
  }, [engine, conversationId, seq]);
  return isSettled || (isReady && isHere);
}

/** False for one render after a boot: the old list saves the reader's position, and the new one starts there. */
function useBegun(): boolean {
  const { boots } = useSession();
  const [begun, setBegun] = useState(boots);
  useLayoutEffect(() => setBegun(boots), [boots]);
  return begun === boots;
}

/** The same for a thread, whose pages load from its end. */
export function useThreadPlaceLoaded(rootId: string, messageId: string | null, thread: ThreadView): boolean {
  const engine = useEngine();
  const [isSettled, setIsSettled] = useState(false);
  const wanted = isSettled || messageId !== null ? null : keptPlace(`thread:${rootId}`);
  const isReady = useBegun() && thread.status === "ready";
  const seqs = thread.messages.slice(1).map(inThread);
  const isHere = wanted === null || !thread.has_older || reaches(seqs, wanted.seq) || thread.error !== null;
  if (isReady && isHere && !isSettled) setIsSettled(true);
  if (!isReady && isSettled) setIsSettled(false);
  const isLoading = thread.loading !== null;
  useEffect(() => {
    if (isReady && !isHere && !isLoading) void engine.threads.loadOlder(rootId);
  }, [engine, rootId, isReady, isHere, isLoading]);
  return isReady && isHere;
}

/** The position of a message in its conversation. */
export function inChannel({ channel_seq }: Numbered): number | null {
  return channel_seq;
}

/** The position of a message in its thread. */
export function inThread({ thread_seq }: Numbered): number | null {
  return thread_seq;
}

type Numbered = Pick<MessageResource, "channel_seq" | "thread_seq">;
export type SeqOf = (message: Numbered) => number | null;
type MessageOfRow = Extract<TimelineRow, { type: "message" }>;

function seqsOf(rows: readonly MessageOfRow[], seqOf: SeqOf): (number | null)[] {
  return rows.map(({ item }) => seqOf(item.message));
}

function isFrom(seq: number, seqOf: SeqOf): (row: MessageOfRow) => boolean {
  return ({ item }) => (seqOf(item.message) ?? 0) >= seq;
}

/** Whether consecutive messages span a position. */
function reaches(seqs: readonly (number | null)[], seq: number): boolean {
  const known = seqs.filter((one) => one !== null);
  const [first, last] = [known[0], known.at(-1)];
  return first !== undefined && last !== undefined && first <= seq && seq <= last;
}
