/** What a piece of work took of this process, by its own clock: a busy machine does not make it more. */
export type Cost = { readonly cpuMs: number };

/** Does something and counts what it took. */
export async function costOf<T>(work: () => Promise<T>): Promise<{ readonly result: T } & Cost> {
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { result, cpuMs: (user + system) / 1_000 };
}

/** The least of several costs: what else the process did meanwhile, such as to collect garbage, is in the others. */
export async function leastCostOf<T>(times: number, work: () => Promise<T>): Promise<{ readonly result: T } & Cost> {
  let least = await costOf(work);
  for (let index = 1; index < times; index += 1) {
    const next = await costOf(work);
    if (next.cpuMs < least.cpuMs) least = next;
  }
  return least;
}

/** How many elements the lists of an answer hold together. */
export function rowsIn(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const own = Array.isArray(value) ? value.length : 0;
  return Object.values(value).reduce<number>((sum, inner) => sum + rowsIn(inner), own);
}
