import { Counter, type CounterConfiguration, Histogram, type HistogramConfiguration } from "prom-client";

/** Every value that a label can have. */
type Known<L extends string> = { readonly [label in L]: readonly string[] };

/**
 * A counter whose labels are known in advance. Every combination of them is 0 from the start: Prometheus sees no increase in a
 * series that begins at 1, so an alert would miss the first failure.
 */
export function createCounter<L extends string>(
  described: Omit<CounterConfiguration<L>, "labelNames">,
  labels: Known<L>,
): Counter<L> {
  const counter = new Counter<L>({ ...described, labelNames: namesOf(labels) });
  for (const one of combinationsOf(labels)) counter.inc(one, 0);
  return counter;
}

/** A histogram of the same kind. */
export function createHistogram<L extends string>(
  described: Omit<HistogramConfiguration<L>, "labelNames">,
  labels: Known<L>,
): Histogram<L> {
  const histogram = new Histogram<L>({ ...described, labelNames: namesOf(labels) });
  for (const one of combinationsOf(labels)) histogram.zero(one);
  return histogram;
}

/** Every combination of values, each with all labels. */
function combinationsOf<L extends string>(labels: Known<L>): Partial<Record<L, string>>[] {
  let combinations: Partial<Record<L, string>>[] = [{}];
  for (const label of namesOf(labels))
    combinations = combinations.flatMap((one) => labels[label].map((value) => ({ ...one, [label]: value })));
  return combinations;
}

function namesOf<L extends string>(labels: Known<L>): L[] {
  const names: L[] = [];
  for (const name in labels) names.push(name);
  return names;
}
