import { setTimeout as pause } from "node:timers/promises";

/** A stream that ends comes back at once; a server that starts takes so many of them at a time without keeping the others waiting. */
const eachMs = 4;

type Stream = { end(reason: Error): void };

/** Ends streams one after another, in random order, since those who came together would come back together. */
export async function sayGoodbye(
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
