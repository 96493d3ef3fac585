export type JobsTiming = {
  /** How often a process says that it is there, and looks for the jobs of those that died. */
  readonly heartbeatMs: number;
  /** After how long without a word a process counts as dead. */
  readonly deadMs: number;
  /** How often jobs are made again for what is due and has none. */
  readonly sweepMs: number;
  /** How often graphile-worker looks by itself, besides being notified of new jobs. */
  readonly pollMs: number;
  /** How long the end of the process waits for jobs under way. */
  readonly partingMs: number;
};

export const usualTiming: JobsTiming = {
  heartbeatMs: 10_000,
  deadMs: 30_000,
  sweepMs: 60_000,
  pollMs: 30_000,
  partingMs: 8_000,
};
