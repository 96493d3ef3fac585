/** Seconds, for work that normally takes a fraction of a millisecond. */
export const quickBuckets = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10,
];

/** Seconds, for work that people wait for. */
export const patientBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** Numbers of things handled together. */
export const countBuckets = [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512];
