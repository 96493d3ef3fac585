import { quantile } from "./scenario";

export type Load = { readonly senders: number; readonly ms: number };

/** The result of a load, from the calls that finished within its time. */
export type Loaded = {
  readonly perSecond: number;
  /** The duration of one call, in milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** All calls, including those under way when the time was up. */
  readonly total: number;
};

/** A closed loop: each sender makes one call after another until the load ends. An error ends it. */
export async function closedLoop({ senders, ms }: Load, send: (sender: number) => Promise<unknown>): Promise<Loaded> {
  const end = performance.now() + ms;
  const tookMs: number[] = [];
  let total = 0;

  async function keepSending(sender: number): Promise<void> {
    for (;;) {
      const began = performance.now();
      if (began >= end) return;
      await send(sender);
      const ended = performance.now();
      total += 1;
      if (ended <= end) tookMs.push(ended - began);
    }
  }

  await Promise.all(Array.from({ length: senders }, (_, sender) => keepSending(sender)));
  return {
    perSecond: tookMs.length / (ms / 1000),
    p50: quantile(tookMs, 0.5),
    p99: quantile(tookMs, 0.99),
    total,
  };
}
