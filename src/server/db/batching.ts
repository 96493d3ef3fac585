import { setTimeout } from "node:timers/promises";

/**
 * Batches look-ups: a caller asks for one key, the database gets many at once. Keys requested during a query, or within `pauseMs`
 * of its end, share the next query. Thousands of clients that reconnect together then cost a few queries, and a single one never
 * waits. Without the pause a crowd would be looked up one by one: Node.js accepts one connection per turn of its loop, which
 * takes about as long as the query. Resolves to `undefined` for a missing key; rejects a whole batch when its query fails.
 */
export function batched<T>(
  load: (keys: readonly string[]) => Promise<ReadonlyMap<string, T>>,
  { pauseMs = 0 }: { readonly pauseMs?: number } = {},
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
      if (pauseMs > 0) await setTimeout(pauseMs);
    }
    isLoading = false;
  }

  return (key) =>
    new Promise((resolve, reject) => {
      waiting.push({ key, resolve, reject });
      if (!isLoading) void loadAll();
    });
}
