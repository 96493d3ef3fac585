// Reader → frame. In: frames that are handed over. Out: the same frames, as an async iterator.
import type { Transport } from "../../metrics/stream-metrics";
import { asyncQueue } from "./async-queue";
import type { Frame } from "./delivered";
import type { Introductions, Receiver } from "./reader";

export type StreamOptions = {
  readonly signal: AbortSignal;
  /** Returns null if the receiver can take more at once, else a promise to wait for before the next frame. */
  readonly drained?: () => Promise<unknown> | null;
  /** How the frames are sent, for the metrics. */
  readonly transport?: Transport;
  /** Default: all of them. */
  readonly introductions?: Introductions;
};

/** Turns a stream into an async iterator. The next frame comes once the last one has been taken and `drained` has settled. */
export async function* iterate(
  follow: (receiver: Receiver) => Promise<() => void>,
  { signal, drained, transport = "direct", introductions = "all" }: StreamOptions,
): AsyncGenerator<Frame> {
  let given: Frame | null = null;
  let askAgain: () => void = () => undefined;
  const frames = asyncQueue<Frame>({
    signal,
    open: ({ wake, end }) =>
      follow({
        transport,
        introductions,
        take: (frame) => {
          given = frame;
          wake();
          return new Promise((resolve) => {
            askAgain = () => resolve(drained?.());
          });
        },
        end,
      }),
    take: () => {
      const frame = given;
      given = null;
      return frame;
    },
  });
  for await (const frame of frames) {
    yield frame;
    askAgain();
  }
}
