// Clock → reader. In: the promised limits. Out: how often the hub looks by itself, and how long it waits.
import { limits } from "../../../domain/core/limits";

export type HubTiming = {
  readonly tickMs: number;
  readonly heartbeatMs: number;
  readonly stalledMs: number;
  readonly stalledReplayMs: number;
  readonly pollMs: number;
  /** A stopping server ends its streams one after another, within this time at most. */
  readonly staggeredCloseMsMax: number;
  /** A person stays online for this long after their last stream ended, so that a reconnect does not flicker. */
  readonly graceMs: number;
};

/** The heartbeat has half of the promised interval, so that a late packet does not look like a dead stream. */
export const usualTiming: HubTiming = {
  tickMs: 500,
  heartbeatMs: (limits.heartbeatSeconds * 1_000) / 2,
  stalledMs: 10_000,
  stalledReplayMs: 60_000,
  pollMs: 2_000,
  graceMs: 5_000,
  staggeredCloseMsMax: 20_000,
};
