import type { Stage } from "./stage";

/** Measures the subjects in turn, repeatedly (A-B-A-B), so that other activity of the machine affects all of them alike. */
export async function interleave<K extends string, S>(
  stage: Stage,
  subjects: Readonly<Record<K, () => Promise<S>>>,
): Promise<Record<K, S[]>> {
  const entries = Object.entries(subjects) as [K, () => Promise<S>][];
  const samples = Object.fromEntries(entries.map(([name]) => [name, [] as S[]])) as Record<K, S[]>;
  for (let repetition = 1; repetition <= stage.repetitions; repetition += 1) {
    for (const [name, measure] of entries) {
      stage.say(`${name} (${repetition} of ${stage.repetitions})`);
      await stage.postgres.settle();
      samples[name].push(await measure());
    }
  }
  return samples;
}
