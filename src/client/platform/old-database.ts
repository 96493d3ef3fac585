const storeName = "values";
/** A page of an earlier version may hold the database. The workspace does not wait longer than this. */
const patienceMs = 1_000;

/**
 * Moves the data that earlier versions kept in IndexedDB to local storage, under the same keys, and deletes that database.
 * Idempotent; never fails. Data that does not fit stays for the next time.
 */
export async function moveOldDatabase(name: string): Promise<void> {
  await new Promise<void>((resolve) => {
    try {
      const opening = indexedDB.open(name);
      // There is no database, and none must be created.
      opening.onupgradeneeded = () => opening.transaction?.abort();
      opening.onerror = () => resolve();
      opening.onsuccess = () => moveAll(opening.result, resolve);
      setTimeout(resolve, patienceMs);
    } catch {
      resolve();
    }
  });
}

/** Deletes the database, with any data left in it. */
export function forgetOldDatabase(name: string): void {
  try {
    indexedDB.deleteDatabase(name);
  } catch {
    // The browser forbids databases, so there is none.
  }
}

function moveAll(database: IDBDatabase, done: () => void): void {
  let isEmpty = true;
  const moving = database.transaction(storeName, "readwrite");
  const reading = moving.objectStore(storeName).openCursor();
  reading.onsuccess = () => {
    const cursor = reading.result;
    if (!cursor) return;
    if (keep(`${database.name}/${String(cursor.key)}`, String(cursor.value))) cursor.delete();
    else isEmpty = false;
    cursor.continue();
  };
  moving.onabort = done;
  moving.oncomplete = () => {
    database.close();
    if (isEmpty) forgetOldDatabase(database.name);
    done();
  };
}

/** A value stored since then is newer, and stays. */
function keep(key: string, value: string): boolean {
  try {
    if (localStorage.getItem(key) === null) localStorage.setItem(key, value);
    return true;
  } catch {
    return false;
  }
}
