import { field } from "./reading";

/**
 * A small persistent shelf of strings. It answers at once, so that what is kept is there before anybody writes, and what is
 * written is kept before the page can go. What it cannot keep (a full shelf, a private window) is merely gone after a reload.
 */
export type KeyValueStorage = {
  /** Every value whose key begins with a prefix, in the order of the keys. */
  list(prefix: string): readonly (readonly [key: string, value: string])[];
  get(key: string): string | null;
  /** False where the shelf cannot keep the value; what it had under this key before may stay. */
  set(key: string, value: string): boolean;
  remove(key: string): void;
  clear(): void;
  /** Tells the other pages of this browser something, whether or not the shelf can keep anything. */
  tell(topic: string, value: unknown): void;
  /** Hears what the other pages of this browser do and tell. Call the answer to stop. */
  onElsewhere(hear: (said: Said) => void): () => void;
};

/** What another page of this browser has done or told. */
export type Said =
  | { readonly type: "removed"; readonly key: string }
  | { readonly type: "cleared" }
  | { readonly type: "told"; readonly topic: string; readonly value: unknown };

/** A shelf that forgets with the page: for tests, and where the browser offers none. */
export function memoryStorage(): KeyValueStorage {
  const values = new Map<string, string>();
  return {
    list: (prefix) =>
      [...values].filter(([key]) => key.startsWith(prefix)).sort(([one], [other]) => (one < other ? -1 : 1)),
    get: (key) => values.get(key) ?? null,
    set: (key, value) => {
      values.set(key, value);
      return true;
    },
    remove: (key) => void values.delete(key),
    clear: () => values.clear(),
    tell: () => undefined,
    onElsewhere: () => () => undefined,
  };
}

/** The same shelf for one of several pages, which tell each other what they take from it, and more. */
export function sharedStorage(storage: KeyValueStorage, name: string): KeyValueStorage {
  const others = new BroadcastChannel(name);
  // A key or null is also what pages of earlier versions say and understand.
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
    tell: (topic, value) => others.postMessage({ topic, value }),
    onElsewhere: (hear) => {
      const listen = ({ data }: MessageEvent<unknown>) => {
        const topic = field(data, "topic");
        if (data === null) hear({ type: "cleared" });
        else if (typeof data === "string") hear({ type: "removed", key: data });
        else if (typeof topic === "string") hear({ type: "told", topic, value: field(data, "value") });
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
    get: (key) => attempt(() => localStorage.getItem(beginning + key), null),
    set: (key, value) =>
      attempt(() => {
        localStorage.setItem(beginning + key, value);
        return true;
      }, false),
    remove: (key) => attempt(() => localStorage.removeItem(beginning + key), undefined),
    clear: () =>
      attempt(() => {
        for (const key of keysOf("")) localStorage.removeItem(key);
      }, undefined),
    tell: () => undefined,
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
