import type { Transport } from "../metrics/stream-metrics";
import type { Batch } from "./delivered";
import type { Consumer } from "./reader";

export type StreamOptions = {
  readonly signal: AbortSignal;
  /** Null when the consumer can take more at once, else what to wait for before the next batch. */
  readonly drained?: () => Promise<unknown> | null;
  /** How the batches leave, for the metrics. */
  readonly transport?: Transport;
};

/** A stream as something to iterate over. Its consumer has room when it has asked for more and what it wrote has left. */
export async function* iterate(
  follow: (consumer: Consumer) => Promise<() => void>,
  { signal, drained, transport = "direct" }: StreamOptions,
): AsyncGenerator<Batch> {
  let given: Batch | null = null;
  let over: Error | null = null;
  let ring: () => void = () => undefined;
  let askAgain: () => void = () => undefined;
  const wake = () => ring();
  const stop = await follow({
    transport,
    take: (batch) => {
      given = batch;
      ring();
      return new Promise((resolve) => {
        askAgain = () => resolve(drained?.());
      });
    },
    end: (reason) => {
      over = reason;
      ring();
    },
  });
  signal.addEventListener("abort", wake, { once: true });
  try {
    while (!signal.aborted) {
      const batch = takeGiven();
      if (batch !== null) {
        yield batch;
        askAgain();
      } else if (over !== null) throw over;
      else
        await new Promise<void>((resolve) => {
          ring = resolve;
        });
    }
  } finally {
    signal.removeEventListener("abort", wake);
    stop();
  }

  function takeGiven(): Batch | null {
    const batch = given;
    given = null;
    return batch;
  }
}
