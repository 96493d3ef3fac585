/** Keeps a text on this device. Its storage may be full or forbidden: then the choice lasts until the page is closed. */
export function remember(key: string, text: string): void {
  try {
    localStorage.setItem(key, text);
  } catch {
    // The page still does what was chosen.
  }
}

/** The text that this device keeps under a key. */
export function recall(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** The value that this device keeps under a key, from JSON. Null if there is none, or the text is damaged. */
export function recallValue(key: string): unknown {
  try {
    return JSON.parse(recall(key) ?? "null");
  } catch {
    return null;
  }
}

/** Forgets the texts under all keys that begin so. */
export function forget(prefix: string): void {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(prefix)) localStorage.removeItem(key);
  } catch {
    // Then there is nothing to forget.
  }
}
