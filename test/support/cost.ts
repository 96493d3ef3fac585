import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import pg from "pg";

/** The cost of some work: CPU time of this process, which a busy machine does not increase, and rows read from the database. */
export type Cost = { readonly cpuMs: number; readonly rowsRead: number };

/** Runs some work and measures its cost, including anything else this process does at the time. */
export async function costOf<T>(work: () => Promise<T>): Promise<{ readonly result: T } & Cost> {
  const before = process.cpuUsage();
  const rowsBefore = rowsRead;
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { result, cpuMs: (user + system) / 1_000, rowsRead: rowsRead - rowsBefore };
}

let rowsRead = 0;

/** Counts every row of every database answer, whoever asked: a pool of ours, Prisma or a transaction. */
function countRows(): void {
  const addRow: unknown = Reflect.get(pg.Result.prototype, "addRow");
  if (typeof addRow !== "function") throw new Error("pg takes rows in another way");
  Reflect.set(pg.Result.prototype, "addRow", function count(this: pg.Result, row: unknown): void {
    rowsRead += 1;
    Reflect.apply(addRow, this, [row]);
  });
}

countRows();

/**
 * The least CPU time of several runs, since other work of the process, such as garbage collection, falls into the other runs. And
 * the most rows, since rows already in memory are not read again.
 */
export async function leastCostOf<T>(times: number, work: () => Promise<T>): Promise<{ readonly result: T } & Cost> {
  // Work that can run only once has no other run, so garbage from earlier tests is collected first.
  if (times === 1) collectGarbage();
  let least = await costOf(work);
  for (let index = 1; index < times; index += 1) {
    const next = await costOf(work);
    const rowsRead = Math.max(least.rowsRead, next.rowsRead);
    least = { ...(next.cpuMs < least.cpuMs ? next : least), rowsRead };
  }
  return least;
}

function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect === "function") collect();
}

/** The total number of elements in all lists of an answer. */
export function rowsIn(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const own = Array.isArray(value) ? value.length : 0;
  return Object.values(value).reduce<number>((sum, inner) => sum + rowsIn(inner), own);
}
