// Reader → frame. In: the open streams of a stopping server. Out: their ends, one after another.
import { setTimeout as pause } from "node:timers/promises";

/**
 * The pause between two streams. A client whose stream ends reconnects at once, and a starting server takes
 * them at this pace without a queue.
 */
const eachMs = 4;

type Stream = { end(reason: Error): void };

/** Ends streams one after another, in random order: clients that connected together would otherwise reconnect together. */
export async function closeStaggered(
  streams: readonly Stream[],
  { reason, withinMs }: { readonly reason: Error; readonly withinMs: number },
): Promise<void> {
  const order = streams
    .map((stream) => ({ stream, place: Math.random() }))
    .sort((one, other) => one.place - other.place);
  const spacingMs = Math.min(eachMs, withinMs / order.length);
  const begun = performance.now();
  for (const [index, { stream }] of order.entries()) {
    const aheadMs = index * spacingMs - (performance.now() - begun);
    if (aheadMs > 1) await pause(aheadMs);
    stream.end(reason);
  }
}
