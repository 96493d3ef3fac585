// Reader → frame. In: a source that calls. Out: what it gives, to iterate over.
/** By which a source says that there may be something to take, and that it is over. */
type Bell = { ring(): void; end(reason: Error): void };

type Pulled<T> = {
  /** Opens the source; the answer stops it. */
  readonly open: (bell: Bell) => Promise<() => void>;
  /** What there is, or null for nothing yet. */
  readonly take: () => T | null;
  readonly signal: AbortSignal;
};

/** Makes something to iterate over of a source that calls, until `signal` is aborted. Throws why the source is over, once all is taken. */
export async function* pull<T>({ open, take, signal }: Pulled<T>): AsyncGenerator<T> {
  let over: Error | null = null;
  let wake: () => void = () => undefined;
  const ring = () => wake();
  const stop = await open({
    ring,
    end: (reason) => {
      over = reason;
      ring();
    },
  });
  signal.addEventListener("abort", ring, { once: true });
  try {
    while (!signal.aborted) {
      const taken = take();
      if (taken !== null) yield taken;
      else if (over !== null) throw over;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  } finally {
    signal.removeEventListener("abort", ring);
    stop();
  }
}
