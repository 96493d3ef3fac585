/** A small persistent shelf of strings. What it cannot keep (a full disk, a private window) is merely gone after a reload. */
export type KeyValueStorage = {
  /** Every value whose key begins with a prefix, in the order of the keys. */
  list(prefix: string): Promise<readonly (readonly [key: string, value: string])[]>;
  set(key: string, value: string): Promise<void>;
  remove(key: string): Promise<void>;
  clear(): Promise<void>;
  /** Tells what another page of this browser has taken from the shelf: a key, or null for everything. Call the answer to stop. */
  onElsewhere(hear: (key: string | null) => void): () => void;
};

/** A shelf that forgets with the page: for tests, and where the browser offers none. */
export function memoryStorage(): KeyValueStorage {
  const values = new Map<string, string>();
  return {
    list: async (prefix) =>
      [...values].filter(([key]) => key.startsWith(prefix)).sort(([one], [other]) => (one < other ? -1 : 1)),
    set: async (key, value) => void values.set(key, value),
    remove: async (key) => void values.delete(key),
    clear: async () => values.clear(),
    onElsewhere: () => () => undefined,
  };
}

const storeName = "values";

/** The same shelf for one of several pages, which tell each other what they take from it. */
export function sharedStorage(storage: KeyValueStorage, name: string): KeyValueStorage {
  const others = new BroadcastChannel(name);
  return {
    ...storage,
    remove: async (key) => {
      await storage.remove(key);
      others.postMessage(key);
    },
    clear: async () => {
      await storage.clear();
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

/** A shelf in IndexedDB, which survives a reload. */
export function browserStorage(name: string): KeyValueStorage {
  let opening: Promise<IDBDatabase> | null = null;
  async function run<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    opening ??= open(name);
    const database = await opening;
    const transaction = database.transaction(storeName, mode);
    return settled(act(transaction.objectStore(storeName)));
  }
  return {
    list: async (prefix) => {
      const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
      const [keys, values] = await Promise.all([
        run("readonly", (store) => store.getAllKeys(range)),
        run<unknown[]>("readonly", (store) => store.getAll(range)),
      ]);
      return keys.map((key, index) => [String(key), String(values[index])] as const);
    },
    set: async (key, value) => void (await run("readwrite", (store) => store.put(value, key))),
    remove: async (key) => void (await run("readwrite", (store) => store.delete(key))),
    clear: async () => void (await run("readwrite", (store) => store.clear())),
    onElsewhere: () => () => undefined,
  };
}

function open(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(storeName);
  return settled(request);
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("The browser's storage failed."));
  });
}
