// Subscriber → frame. In: ephemerals for one subscription. Out: the same ephemerals in small groups, as an async iterator.
import type { Ephemeral } from "../../../domain/ephemerals/rules";
import type { StreamMetrics } from "../../metrics/stream-metrics";
import { asyncQueue } from "../feed/async-queue";
import type { EphemeralListener } from "./subscriber";

const queueMax = 200;

type Options = { readonly signal: AbortSignal; readonly metrics: StreamMetrics };

/** A subscription's ephemerals as an async iterator, until `signal` is aborted. Drops the oldest ones of a slow reader. */
export function ephemeralStream(
  listen: (listener: EphemeralListener) => Promise<() => void>,
  { signal, metrics }: Options,
): AsyncGenerator<readonly Ephemeral[]> {
  let queue: Ephemeral[] = [];
  return asyncQueue<readonly Ephemeral[]>({
    signal,
    open: ({ wake, end }) =>
      listen({
        receive: (ephemeral) => {
          queue.push(ephemeral);
          if (queue.length > queueMax) {
            queue.shift();
            metrics.ephemeralsDropped("queue_full", 1);
          }
          wake();
        },
        end: (reason) => {
          // A viewer who has lost the workspace gets nothing more of it.
          queue = [];
          end(reason);
        },
      }),
    take: () => {
      const received = queue;
      queue = [];
      return received.length > 0 ? received : null;
    },
  });
}
