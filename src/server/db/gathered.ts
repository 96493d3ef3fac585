import { setTimeout } from "node:timers/promises";

/**
 * Looks up one thing for each caller, and for the database many at once: what is asked for while a look-up is under way, or
 * within `restMs` of its end, shares the next one. Thousands who come back at the same time then cost a few queries, and one
 * who comes alone waits for nobody. Without a rest a crowd is looked up one by one, since Node.js accepts one connection in
 * each turn of its loop, which is about as long as such a query takes.
 */
export function gathered<T>(
  load: (keys: readonly string[]) => Promise<ReadonlyMap<string, T>>,
  { restMs = 0 }: { readonly restMs?: number } = {},
): (key: string) => Promise<T | undefined> {
  type Asked = {
    readonly key: string;
    readonly resolve: (found: T | undefined) => void;
    readonly reject: (error: unknown) => void;
  };
  let waiting: Asked[] = [];
  let isLoading = false;

  async function loadAll(): Promise<void> {
    isLoading = true;
    while (waiting.length > 0) {
      const asked = waiting;
      waiting = [];
      try {
        const found = await load([...new Set(asked.map(({ key }) => key))]);
        for (const { key, resolve } of asked) resolve(found.get(key));
      } catch (error) {
        for (const { reject } of asked) reject(error);
      }
      if (restMs > 0) await setTimeout(restMs);
    }
    isLoading = false;
  }

  return (key) =>
    new Promise((resolve, reject) => {
      waiting.push({ key, resolve, reject });
      if (!isLoading) void loadAll();
    });
}
