import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import pg from "pg";

/** What a piece of work took of this process, by its own clock: a busy machine does not make it more; and of the database, in rows that came from it. */
export type Cost = { readonly cpuMs: number; readonly rowsRead: number };

/** Does something and counts what it took, together with whatever else this process did meanwhile. */
export async function costOf<T>(work: () => Promise<T>): Promise<{ readonly result: T } & Cost> {
  const before = process.cpuUsage();
  const rowsBefore = rowsRead;
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { result, cpuMs: (user + system) / 1_000, rowsRead: rowsRead - rowsBefore };
}

let rowsRead = 0;

/** Every row of every answer of the database passes through here, whoever asked: a pool of ours, Prisma, or a transaction. */
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
 * The least that it took of the process in several goes: what else it did meanwhile, such as to collect garbage, is in the others. And the
 * most rows that it took of the database: what is in memory already is not read again.
 */
export async function leastCostOf<T>(times: number, work: () => Promise<T>): Promise<{ readonly result: T } & Cost> {
  // What can be done only once has no other go: what earlier tests have left behind is collected before it.
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

/** How many elements the lists of an answer hold together. */
export function rowsIn(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const own = Array.isArray(value) ? value.length : 0;
  return Object.values(value).reduce<number>((sum, inner) => sum + rowsIn(inner), own);
}
