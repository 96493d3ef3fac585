import { limits } from "../../../domain/core/limits";

export type HubTiming = {
  readonly tickMs: number;
  readonly heartbeatMs: number;
  readonly stalledMs: number;
  readonly stalledReplayMs: number;
  readonly pollMs: number;
  /** Over how long the streams of a server that stops are told to come back, at most. */
  readonly goodbyeMsMax: number;
  /** Somebody whose last stream ended stays for this long, so that a reconnect is not a coming and going. */
  readonly graceMs: number;
};

/** Half of what is promised, so that a late packet is not taken for a dead stream. */
export const usualTiming: HubTiming = {
  tickMs: 500,
  heartbeatMs: (limits.heartbeatSeconds * 1_000) / 2,
  stalledMs: 10_000,
  stalledReplayMs: 60_000,
  pollMs: 2_000,
  graceMs: 5_000,
  goodbyeMsMax: 20_000,
};
