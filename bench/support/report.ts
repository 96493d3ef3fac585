import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Machine } from "./machine";
import type { Bound, Figure, Gate, Outcome, Scenario } from "./scenario";

export type Result = Pick<Scenario, "id" | "title" | "about"> & {
  readonly outcome: Outcome | null;
  /** The reason why there is no outcome. */
  readonly fault: string | null;
  readonly loadAverage: number;
  readonly seconds: number;
};

export type Run = {
  readonly at: string;
  readonly quick: boolean;
  readonly machine: Machine;
  readonly postgres: string;
  readonly results: readonly Result[];
};

/** Writes a run to `bench/results` and returns the path of the file. */
export function save(run: Run): string {
  const folder = resolve("bench/results");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${run.at.replaceAll(/[:.]/gu, "-")}${run.quick ? "-quick" : ""}.json`);
  writeFileSync(file, `${JSON.stringify(run, null, 2)}\n`);
  return file;
}

/** One scenario as a table for a terminal. */
export function tableOf({ title, outcome, fault, seconds, loadAverage }: Result, quick: boolean): string {
  const head = `\n${title} (${seconds.toFixed(0)} s, load ${loadAverage.toFixed(1)})`;
  if (outcome === null) return `${head}\n  ✗ ${fault}\n`;
  const width = Math.max(...outcome.figures.map(({ name }) => name.length));
  return [
    head,
    ...outcome.figures.map((one) => `  ${describeFigure(one, width)}`),
    ...outcome.gates.map((gate) => `  ${mark(gate, quick)} ${describeGate(gate)}`),
    ...(outcome.notes ?? []).map((note) => `  · ${note}`),
    "",
  ].join("\n");
}

function describeFigure({ name, value, low, high, unit, samples }: Figure, width: number): string {
  const range = samples.length === 1 ? "" : `  (${round(low)} – ${round(high)})`;
  return `${name.padEnd(width)}  ${round(value).padStart(9)} ${unit}${range}`;
}

function describeGate({ name, value, unit, bound }: Gate): string {
  return `${round(value)} ${unit} ${name}, wanted ${describeBound(bound)} ${unit}`;
}

function mark({ passed }: Gate, quick: boolean): string {
  return quick ? "·" : passed ? "✓" : "✗";
}

export function describeBound(bound: Bound): string {
  return "atLeast" in bound ? `≥ ${bound.atLeast}` : `≤ ${bound.atMost}`;
}

/** Rounds to three digits: a measurement is not good for more. */
export function round(value: number): string {
  if (Math.abs(value) >= 1_000) return Math.round(value).toLocaleString("en");
  return String(Number(value.toPrecision(3)));
}
