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
    get: (key: string): string | null => unkept.get(at(key)) ?? attempt(() => sessionStorage.getItem(at(key))),
    /** Replaces the stored text; null removes it. */
    put: (key: string, text: string | null): void => {
      unkept.delete(at(key));
      const isKept = attempt(() => {
        // If the new text does not fit, the old one must not stay.
        sessionStorage.removeItem(at(key));
        if (text !== null) sessionStorage.setItem(at(key), text);
        return true;
      });
      if (!isKept && text !== null) unkept.set(at(key), text);
    },
  };
}

/** Forgets everything this tab keeps: someone else may sign in next. */
export function clearTabStorage(): void {
  unkept.clear();
  attempt(() => {
    for (const key of Object.keys(sessionStorage))
      if (names.some((name) => key.startsWith(prefixOf(name)))) sessionStorage.removeItem(key);
  });
}

function prefixOf(name: Name): string {
  return `parley.${name}.`;
}

/** Null if the browser has no session storage, or it is full. */
function attempt<T>(act: () => T): T | null {
  try {
    return act();
  } catch {
    return null;
  }
}
