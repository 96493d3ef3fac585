/** Whether this is `npm run trials`, which repeats what `npm test` does once. */
const isTrials = process.env.PARLEY_TRIALS === "on";

/** The number of attempts, or an amount: `once` in `npm test`, `trials` in `npm run trials`. */
export function repetitions({ once = 1, trials }: { readonly once?: number; readonly trials: number }): number {
  return isTrials ? trials : once;
}

/** Prints a figure of a trial. Silent in `npm test`. */
export function report(line: string): void {
  if (isTrials) process.stdout.write(`  ${line}\n`);
}
