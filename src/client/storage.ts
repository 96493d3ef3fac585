/**
 * A small persistent shelf of strings. It answers at once, so that what is kept is there before anybody writes, and what is
 * written is kept before the page can go. What it cannot keep (a full shelf, a private window) is merely gone after a reload.
 */
export type KeyValueStorage = {
  /** Every value whose key begins with a prefix, in the order of the keys. */
  list(prefix: string): readonly (readonly [key: string, value: string])[];
  set(key: string, value: string): void;
  remove(key: string): void;
  clear(): void;
  /** Tells what another page of this browser has taken from the shelf: a key, or null for everything. Call the answer to stop. */
  onElsewhere(hear: (key: string | null) => void): () => void;
};

/** A shelf that forgets with the page: for tests, and where the browser offers none. */
export function memoryStorage(): KeyValueStorage {
  const values = new Map<string, string>();
  return {
    list: (prefix) =>
      [...values].filter(([key]) => key.startsWith(prefix)).sort(([one], [other]) => (one < other ? -1 : 1)),
    set: (key, value) => void values.set(key, value),
    remove: (key) => void values.delete(key),
    clear: () => values.clear(),
    onElsewhere: () => () => undefined,
  };
}

/** The same shelf for one of several pages, which tell each other what they take from it. */
export function sharedStorage(storage: KeyValueStorage, name: string): KeyValueStorage {
  const others = new BroadcastChannel(name);
  return {
    ...storage,
    remove: (key) => {
      storage.remove(key);
      others.postMessage(key);
    },
    clear: () => {
      storage.clear();
      others.postMessage(null);
    },
    onElsewhere: (hear) => {
      const listen = ({ data }: MessageEvent<unknown>) => {
        if (data === null || typeof data === "string") hear(data);
      };
      others.addEventListener("message", listen);
      return () => others.removeEventListener("message", listen);
    },
  };
}

/** A shelf in the browser's local storage, beside what others keep there; it survives a reload. */
export function browserStorage(name: string): KeyValueStorage {
  const beginning = `${name}/`;
  const keysOf = (prefix: string) =>
    Array.from({ length: localStorage.length }, (_, index) => localStorage.key(index) ?? "")
      .filter((key) => key.startsWith(beginning + prefix))
      .sort();
  return {
    list: (prefix) =>
      attempt(
        () => keysOf(prefix).map((key) => [key.slice(beginning.length), localStorage.getItem(key) ?? ""] as const),
        [],
      ),
    set: (key, value) => attempt(() => localStorage.setItem(beginning + key, value), undefined),
    remove: (key) => attempt(() => localStorage.removeItem(beginning + key), undefined),
    clear: () =>
      attempt(() => {
        for (const key of keysOf("")) localStorage.removeItem(key);
      }, undefined),
    onElsewhere: () => () => undefined,
  };
}

/** The browser may forbid the shelf, or have no room. */
function attempt<T>(act: () => T, otherwise: T): T {
  try {
    return act();
  } catch {
    return otherwise;
  }
}
