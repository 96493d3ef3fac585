import type { Stage } from "./stage";

/** One measured subject beside its comparison. */
export type Scenario = {
  /** The name for `--only`. */
  readonly id: string;
  readonly title: string;
  /** One or two sentences: the load, and the floor or peer. */
  readonly about: string;
  /** System programs that the comparison needs. If one is missing, the scenario is skipped. */
  readonly needs?: readonly string[];
  /** The number of files that a process must be able to open, including sockets. A smoke run needs fewer. */
  readonly openFiles?: number;
  run(stage: Stage): Promise<Outcome>;
};

export type Outcome = {
  readonly figures: readonly Figure[];
  readonly gates: readonly Gate[];
  /** Notes that a reader of the figures needs, such as a substitute for missing data. */
  readonly notes?: readonly string[];
};

/** The result of repetitions. `value` is their median; `samples` are in the order in which they were taken. */
export type Figure = {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly samples: readonly number[];
};

export type Bound = { readonly atLeast: number } | { readonly atMost: number };

/** A claim about a figure: as a ratio to another one of the same run or, without a reference, in its own unit. */
export type Gate = {
  readonly name: string;
  readonly figure: string;
  readonly reference: string | null;
  readonly value: number;
  readonly unit: string;
  readonly bound: Bound;
  readonly passed: boolean;
};

export function figure(name: string, unit: string, samples: readonly number[]): Figure {
  if (samples.length === 0) throw new Error(`${name} has no samples`);
  return { name, unit, value: median(samples), low: Math.min(...samples), high: Math.max(...samples), samples };
}

/**
 * Compares two figures of one run. The ratio is the median of the ratios of neighbours in time, so that a machine that
 * slows down in the middle of a run does not decide the result.
 */
export function ratioGate(name: string, figure: Figure, reference: Figure, bound: Bound): Gate {
  const pairs = figure.samples.map((sample, index) => sample / (reference.samples[index] ?? reference.value));
  return judge({ name, figure: figure.name, reference: reference.name, value: median(pairs), unit: "×", bound });
}

/** Compares a figure with a limit in its own unit. */
export function limitGate(name: string, figure: Figure, bound: Bound): Gate {
  return judge({ name, figure: figure.name, reference: null, value: figure.value, unit: figure.unit, bound });
}

function judge(claim: Omit<Gate, "passed">): Gate {
  const { value, bound } = claim;
  return { ...claim, passed: "atLeast" in bound ? value >= bound.atLeast : value <= bound.atMost };
}

export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

/** The value below which a share of the samples lies, interpolated between neighbours. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((one, other) => one - other);
  const place = (sorted.length - 1) * share;
  const [below = Number.NaN, above = below] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return below + (above - below) * (place - Math.floor(place));
}
