import type { Logger } from "pino";

/** A time in which something cannot be reached: one line when it begins, one when it ends, and a count of what failed in between. */
export type Outage = {
  /** Takes a failure for a part of the outage. `fields` are told with the first one. */
  failed(logger: Logger, error: unknown, fields?: object): void;
  /** It can be reached. */
  worked(): void;
  isOn(): boolean;
};

type Options = {
  /** What cannot be reached, as a field of the log and in a sentence. */
  readonly peer: string;
  readonly name: string;
  /** Asks it something, to find out when the outage ends. Left out, somebody calls `worked`. */
  readonly probe?: () => Promise<unknown>;
  /** The outage of something that it depends on, which is told instead. */
  readonly within?: Outage | undefined;
  /** How long it has to last before it is told. */
  readonly graceMs?: number;
};

const probeMs = 1_000;

/** After an outage that came back at once the next one lasts at least so long, so that the log is not filled by a connection that comes and goes. */
const restlessMs = 60_000;
const restlessProbeMs = 10_000;

export function createOutage({ peer, name, probe, within, graceMs = 0 }: Options): Outage {
  let since: number | null = null;
  let begun: Logger | null = null;
  let failures = 0;
  let endedAt = Number.NEGATIVE_INFINITY;

  function failed(logger: Logger, error: unknown, fields: object = {}): void {
    if (within?.isOn()) return;
    since ??= performance.now();
    failures += 1;
    if (begun !== null || performance.now() - since < graceMs) return;
    begun = logger;
    logger.error({ ...fields, err: error, peer }, `${name} cannot be reached`);
    if (probe) lookAgain(probe, performance.now() - endedAt < restlessMs ? restlessProbeMs : probeMs);
  }

  function worked(): void {
    if (begun !== null && since !== null) {
      const duration_ms = Math.round(performance.now() - since);
      begun.warn({ peer, failures, duration_ms }, `${name} can be reached again`);
      endedAt = performance.now();
    }
    [since, begun, failures] = [null, null, 0];
  }

  function lookAgain(ask: () => Promise<unknown>, afterMs: number): void {
    setTimeout(() => ask().then(worked, () => lookAgain(ask, probeMs)), afterMs).unref();
  }

  return { failed, worked, isOn: () => begun !== null };
}
