import type { Ephemeral } from "../../../domain/ephemerals/rules";
import type { StreamMetrics } from "../../metrics/stream-metrics";
import { pull } from "../feed/pull";
import type { EphemeralListener } from "./subscriber";

const queueMax = 200;

type Options = { readonly signal: AbortSignal; readonly metrics: StreamMetrics };

/** What a listener is told, to iterate over until `signal` is aborted. Drops the oldest for a reader that is slow. */
export function hearsay(
  listen: (listener: EphemeralListener) => Promise<() => void>,
  { signal, metrics }: Options,
): AsyncGenerator<readonly Ephemeral[]> {
  let queue: Ephemeral[] = [];
  return pull<readonly Ephemeral[]>({
    signal,
    open: ({ ring, end }) =>
      listen({
        receive: (ephemeral) => {
          queue.push(ephemeral);
          if (queue.length > queueMax) {
            queue.shift();
            metrics.ephemeralsDropped("queue_full", 1);
          }
          ring();
        },
        end: (reason) => {
          // Whoever has lost the workspace hears no more of it.
          queue = [];
          end(reason);
        },
      }),
    take: () => {
      const heard = queue;
      queue = [];
      return heard.length > 0 ? heard : null;
    },
  });
}
