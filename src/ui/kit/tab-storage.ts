/** The kinds of text a tab keeps across reloads, each under its own prefix. */
const names = ["place", "people", "waiting"] as const;
type Name = (typeof names)[number];

/** Texts that session storage did not take. They live as long as the page. */
const unkept = new Map<string, string>();

/** Texts that this tab keeps by key, across reloads. */
export function tabStorage(name: Name) {
  const at = (key: string) => prefixOf(name) + key;
  return {
    /** Null if nothing is stored. */
    get: (key: string): string | null => unkept.get(at(key)) ?? inSession((it) => it.getItem(at(key))),
    /** Replaces the stored text; null removes it. */
    put: (key: string, text: string | null): void => {
      unkept.delete(at(key));
      const isKept = inSession((it) => {
        // If the new text does not fit, the old one must not stay.
        it.removeItem(at(key));
        if (text !== null) it.setItem(at(key), text);
        return true;
      });
      if (!isKept && text !== null) unkept.set(at(key), text);
    },
  };
}

/** Forgets everything this tab keeps: someone else may sign in next. */
export function clearTabStorage(): void {
  unkept.clear();
  inSession((it) => {
    for (const key of Object.keys(it)) if (names.some((name) => key.startsWith(prefixOf(name)))) it.removeItem(key);
  });
}

function prefixOf(name: Name): string {
  return `parley.${name}.`;
}

/** Does something with the session storage. Null if the browser has none, or it is full. */
export function inSession<T>(act: (storage: Storage) => T): T | null {
  try {
    return act(sessionStorage);
  } catch {
    return null;
  }
}
