// Reader → frame. In: a source that calls back. Out: what it hands over, to iterate over.
/** How a source says that there may be something to take, or that it has ended. */
type Signal = { wake(): void; end(reason: Error): void };

type AsyncQueueOptions<T> = {
  /** Opens the source; the returned function stops it. */
  readonly open: (source: Signal) => Promise<() => void>;
  /** What there is, or null for nothing yet. */
  readonly take: () => T | null;
  readonly signal: AbortSignal;
};

/** Turns a source that calls back into something to iterate over, until `signal` is aborted. Throws the source's last error once all is taken. */
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
