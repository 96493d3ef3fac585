// Reader → frame. In: batches that are handed over. Out: the same batches, as an async iterator.
import type { Transport } from "../../metrics/stream-metrics";
import { asyncQueue } from "./async-queue";
import type { Batch } from "./delivered";
import type { Introductions, Receiver } from "./reader";

export type StreamOptions = {
  readonly signal: AbortSignal;
  /** Returns null if the receiver can take more at once, else a promise to wait for before the next batch. */
  readonly drained?: () => Promise<unknown> | null;
  /** How the batches are sent, for the metrics. */
  readonly transport?: Transport;
  /** Default: all of them. */
  readonly introductions?: Introductions;
};

/** Turns a stream into an async iterator. The next batch comes once the last one has been taken and `drained` has settled. */
export async function* iterate(
  follow: (receiver: Receiver) => Promise<() => void>,
  { signal, drained, transport = "direct", introductions = "all" }: StreamOptions,
): AsyncGenerator<Batch> {
  let given: Batch | null = null;
  let askAgain: () => void = () => undefined;
  const batches = asyncQueue<Batch>({
    signal,
    open: ({ wake, end }) =>
      follow({
        transport,
        introductions,
        take: (batch) => {
          given = batch;
          wake();
          return new Promise((resolve) => {
            askAgain = () => resolve(drained?.());
          });
        },
        end,
      }),
    take: () => {
      const batch = given;
      given = null;
      return batch;
    },
  });
  for await (const batch of batches) {
    yield batch;
    askAgain();
  }
}
