/**
 * Looks up one thing for each caller, and for the database many at once: what is asked for while a look-up is under way shares
 * the next one. Thousands who come back at the same time then cost a few queries, and one who comes alone waits for nobody.
 */
export function gathered<T>(
  load: (keys: readonly string[]) => Promise<ReadonlyMap<string, T>>,
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
    }
    isLoading = false;
  }

  return (key) =>
    new Promise((resolve, reject) => {
      waiting.push({ key, resolve, reject });
      if (!isLoading) void loadAll();
    });
}
