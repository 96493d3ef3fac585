import { field } from "./reading";

/**
 * A small persistent store of strings. It is synchronous, so that a stored text is there before anybody types, and a written text
 * is stored before the page can close. A value that it cannot store (storage is full, a private window) is only lost on reload.
 */
export type KeyValueStorage = {
  /** All values whose key begins with a prefix, in the order of the keys. */
  list(prefix: string): readonly (readonly [key: string, value: string])[];
  get(key: string): string | null;
  /** False if the value cannot be stored. The previous one may stay. */
  set(key: string, value: string): boolean;
  remove(key: string): void;
  clear(): void;
  /** Sends something to the other pages of this browser, even where nothing can be stored. */
  broadcast(topic: string, value: unknown): void;
  /** Receives the changes and messages of the other pages of this browser. Returns a function that stops it. */
  onMessage(receive: (message: PageMessage) => void): () => void;
};

/** A change or a message of another page of this browser. */
export type PageMessage =
  | { readonly type: "removed"; readonly key: string }
  | { readonly type: "cleared" }
  | { readonly type: "sent"; readonly topic: string; readonly value: unknown };

/** Storage that lasts as long as the page: for tests, and where the browser has none. */
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
    broadcast: () => undefined,
    onMessage: () => () => undefined,
  };
}

/** Storage shared by several pages. Each tells the others what it removes, and passes messages on. */
export function sharedStorage(storage: KeyValueStorage, name: string): KeyValueStorage {
  const others = new BroadcastChannel(name);
  // Pages of earlier versions also send and understand a key or null.
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
    broadcast: (topic, value) => others.postMessage({ topic, value }),
    onMessage: (receive) => {
      const listen = ({ data }: MessageEvent<unknown>) => {
        const topic = field(data, "topic");
        if (data === null) receive({ type: "cleared" });
        else if (typeof data === "string") receive({ type: "removed", key: data });
        else if (typeof topic === "string") receive({ type: "sent", topic, value: field(data, "value") });
      };
      others.addEventListener("message", listen);
      return () => others.removeEventListener("message", listen);
    },
  };
}

/** The browser's local storage, under a prefix; it survives a reload. */
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
    broadcast: () => undefined,
    onMessage: () => () => undefined,
  };
}

/** The browser may forbid storage, or have no room. */
function attempt<T>(act: () => T, otherwise: T): T {
  try {
    return act();
  } catch {
    return otherwise;
  }
}
