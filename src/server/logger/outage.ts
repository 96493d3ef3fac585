import type { Logger } from "pino";

/**
 * A period in which something cannot be reached. It logs one line when it starts and one when it ends, with a
 * count of the failures in between.
 */
export type Outage = {
  /** Counts a failure as part of the outage. The first one is logged, with `fields`. */
  failed(logger: Logger, error: unknown, fields?: object): void;
  /** Ends the outage, because the peer can be reached again. */
  worked(): void;
  isOn(): boolean;
};

type Options = {
  /** The unreachable peer, as a field of the log and in a sentence. */
  readonly peer: string;
  readonly name: string;
  /** The two log lines, if they say more than that it cannot be reached, and can be reached again. */
  readonly began?: string;
  readonly ended?: string;
  /** Sends it a request, to find out when the outage ends. Without it, a caller must call `worked`. */
  readonly probe?: () => Promise<unknown>;
  /** The outage of something that it depends on. That one is logged instead. */
  readonly within?: Outage | undefined;
  /** How long it must last before it is logged. */
  readonly graceMs?: number;
};

const probeMs = 1_000;

/**
 * An outage within `restlessMs` of the last one is first probed after `restlessProbeMs`, so that a flapping
 * connection does not fill the log.
 */
const restlessMs = 60_000;
const restlessProbeMs = 10_000;

export function createOutage({
  peer,
  name,
  began = `${name} cannot be reached`,
  ended = `${name} can be reached again`,
  probe,
  within,
  graceMs = 0,
}: Options): Outage {
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
    logger.error({ ...fields, err: error, peer }, began);
    if (probe) lookAgain(probe, performance.now() - endedAt < restlessMs ? restlessProbeMs : probeMs);
  }

  function worked(): void {
    if (begun !== null && since !== null) {
      const duration_ms = Math.round(performance.now() - since);
      begun.warn({ peer, failures, duration_ms }, ended);
      endedAt = performance.now();
    }
    [since, begun, failures] = [null, null, 0];
  }

  function lookAgain(ask: () => Promise<unknown>, afterMs: number): void {
    setTimeout(() => ask().then(worked, () => lookAgain(ask, probeMs)), afterMs).unref();
  }

  return { failed, worked, isOn: () => begun !== null };
}
