// Reader → frame. In: a source that calls back. Out: its items, as an async iterator.
/** How a source says that there may be something to take, or that it has ended. */
type Signal = { wake(): void; end(reason: Error): void };

type AsyncQueueOptions<T> = {
  /** Opens the source; the returned function stops it. */
  readonly open: (source: Signal) => Promise<() => void>;
  /** The next item, or null if there is none yet. */
  readonly take: () => T | null;
  readonly signal: AbortSignal;
};

/**
 * Turns a callback source into an async iterator, until `signal` is aborted. Throws the source's last
 * error once everything is taken.
 */
export async function* asyncQueue<T>({ open, take, signal }: AsyncQueueOptions<T>): AsyncGenerator<T> {
  let over: Error | null = null;
  let resume: () => void = () => undefined;
  const wake = () => resume();
  const stop = await open({
    wake,
    end: (reason) => {
      over = reason;
      wake();
    },
  });
  signal.addEventListener("abort", wake, { once: true });
  try {
    while (!signal.aborted) {
      const taken = take();
      if (taken !== null) yield taken;
      else if (over !== null) throw over;
      else
        await new Promise<void>((resolve) => {
          resume = resolve;
        });
    }
  } finally {
    signal.removeEventListener("abort", wake);
    stop();
  }
}
