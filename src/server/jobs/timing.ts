export type JobsTiming = {
  /** How often a process reports that it is running, and looks for the jobs of dead ones. */
  readonly heartbeatMs: number;
  /** How long a process may be silent before it counts as dead. */
  readonly deadMs: number;
  /** How often missing jobs are added for due work. */
  readonly sweepMs: number;
  /** How often graphile-worker polls, besides being notified of new jobs. */
  readonly pollMs: number;
  /** How long shutdown waits for running jobs. */
  readonly partingMs: number;
};

export const usualTiming: JobsTiming = {
  heartbeatMs: 10_000,
  deadMs: 30_000,
  sweepMs: 60_000,
  pollMs: 30_000,
  partingMs: 8_000,
};
