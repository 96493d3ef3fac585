import type { Ephemeral } from "../../domain/ephemerals";
import type { StreamMetrics } from "../metrics/stream-metrics";
import type { Listener } from "./ear";

const queueMax = 200;

type Options = { readonly signal: AbortSignal; readonly metrics: StreamMetrics };

/** What a listener is told, to iterate over until `signal` is aborted. Drops the oldest for a reader that is slow. */
export async function* hearsay(
  listen: (listener: Listener) => Promise<() => void>,
  { signal, metrics }: Options,
): AsyncGenerator<readonly Ephemeral[]> {
  let queue: Ephemeral[] = [];
  let over: Error | null = null;
  let ring: () => void = () => undefined;
  const wake = () => ring();
  const stop = await listen({
    hear: (ephemeral) => {
      queue.push(ephemeral);
      if (queue.length > queueMax) {
        queue.shift();
        metrics.ephemeralsDropped("queue_full", 1);
      }
      ring();
    },
    end: (reason) => {
      over = reason;
      ring();
    },
  });
  signal.addEventListener("abort", wake, { once: true });
  try {
    while (!signal.aborted) {
      if (over !== null) throw over;
      const heard = queue;
      queue = [];
      if (heard.length > 0) yield heard;
      else
        await new Promise<void>((resolve) => {
          ring = resolve;
        });
    }
  } finally {
    signal.removeEventListener("abort", wake);
    stop();
  }
}
