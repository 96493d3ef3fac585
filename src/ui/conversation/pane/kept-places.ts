"use client";

import { useCallback, useEffect, useLayoutEffect, useState } from "react";
import { useEngine, useSession, useTimeline } from "../../../client/hooks";
import type { ThreadView } from "../../../client/views/shapes";
import type { MessageResource } from "../../../domain/messages/rules";
import { tabStorage } from "../../kit/tab-storage";
import type { MessageItem } from "../../message";
import { useHeld } from "../../navigation/use-place";
import type { Landing, TimelineRow } from "../../timeline";

/** Where a reader stood in a list: at which message, and how far below the top of the view it began. */
type KeptPlace = { readonly messageId: string; readonly seq: number; readonly topPx: number };

const storage = tabStorage("place");

/** Keeps where the reader of a list stands, in this tab and over a reload; null forgets it: at the end there is nothing to keep. */
function keepPlace(listId: string, place: KeptPlace | null): void {
  storage.put(listId, place && JSON.stringify([place.messageId, place.seq, place.topPx]));
}

/** Where the reader of a list stood when they left it; null at the end, and where nothing is known. */
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

/** How the reader of a list finds back to where they stood; null where nothing is kept, or it is not among the rows. */
export function placeAmong(rows: readonly TimelineRow[], listId: string, seqOf: SeqOf): Landing | null {
  const place = keptPlace(listId);
  if (place === null) return null;
  const shown = rows.flatMap((row) => (row.type === "message" ? [row] : []));
  const own = shown.find(({ item }) => item.message.id === place.messageId);
  // A message that is gone by now is stood for by the one after it.
  const row = own ?? (reaches(seqsOf(shown, seqOf), place.seq) ? shown.find(isFrom(place.seq, seqOf)) : undefined);
  return row ? { at: "row", key: row.key, topPx: place.topPx } : null;
}

/** What a list tells when its reader leaves it. Keep `seqOf` stable. */
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
 * Fetches the part of a conversation in which its reader left it, unless the address points elsewhere. True once it is here, or
 * cannot be had.
 */
export function usePlaceLoaded(conversationId: string, messageId: string | null, isHeld: boolean): boolean {
  const engine = useEngine();
  const isReady = useBegun() && isHeld;
  const { shownMessageId } = useHeld();
  const [isSettled, setIsSettled] = useState(false);
  const isElsewhere = messageId !== null && messageId !== shownMessageId;
  const wanted = isReady && !isSettled && !isElsewhere ? keptPlace(conversationId) : null;
  // What the list is about to be drawn from, which may be a frame behind what the engine holds.
  const { messages, has_older } = useTimeline(conversationId);
  const isHere = wanted === null || reaches(messages.slice(has_older ? 1 : 0).map(inChannel), wanted.seq);
  if (isReady && !isSettled && isHere) setIsSettled(true);
  // What is fetched anew, as after a boot, begins at the end: the part is fetched again, too.
  if (!isReady && isSettled) setIsSettled(false);
  const seq = isHere ? null : wanted.seq;
  useEffect(() => {
    if (seq === null) return;
    let isCurrent = true;
    const giveUp = () => isCurrent && setIsSettled(true);
    // What could be had is drawn with the next frame; beyond that there is nothing to wait for.
    const afterDrawing = () => requestAnimationFrame(() => requestAnimationFrame(giveUp));
    void engine.timeline.loadAround(conversationId, seq).then(afterDrawing);
    return () => {
      isCurrent = false;
    };
  }, [engine, conversationId, seq]);
  return isSettled || (isReady && isHere);
}

/** False for one drawing after a boot: the list that was there tells where its reader stood, and the next one begins there. */
function useBegun(): boolean {
  const { boots } = useSession();
  const [begun, setBegun] = useState(boots);
  useLayoutEffect(() => setBegun(boots), [boots]);
  return begun === boots;
}

/** The same for a thread, whose pages are fetched from its end. */
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

/** Where a message stands in its conversation. */
export function inChannel({ channel_seq }: Numbered): number | null {
  return channel_seq;
}

/** Where a message stands in its thread. */
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

/** Whether messages that follow each other reach over a place. */
function reaches(seqs: readonly (number | null)[], seq: number): boolean {
  const known = seqs.filter((one) => one !== null);
  const [first, last] = [known[0], known.at(-1)];
  return first !== undefined && last !== undefined && first <= seq && seq <= last;
}
