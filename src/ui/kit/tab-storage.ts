/** What a tab keeps over a reload, each by a prefix of its own. */
const names = ["place", "waiting"] as const;
type Name = (typeof names)[number];

/** Without session storage a text lives as long as the page. */
const unkept = new Map<string, string>();

/** Texts that this tab keeps by key, also over a reload. */
export function tabStorage(name: Name) {
  const at = (key: string) => prefixOf(name) + key;
  return {
    /** Null where nothing is kept. */
    get: (key: string): string | null => unkept.get(at(key)) ?? attempt(() => sessionStorage.getItem(at(key))),
    /** Keeps a text in the place of the one before; null forgets it. */
    put: (key: string, text: string | null): void => {
      unkept.delete(at(key));
      const isKept = attempt(() => {
        // Where the new text finds no room, the old one must not stay.
        sessionStorage.removeItem(at(key));
        if (text !== null) sessionStorage.setItem(at(key), text);
        return true;
      });
      if (!isKept && text !== null) unkept.set(at(key), text);
    },
  };
}

/** Forgets everything that this tab keeps: somebody else may sign in next. */
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

/** Null where the browser gives no session storage, or it is full. */
function attempt<T>(act: () => T): T | null {
  try {
    return act();
  } catch {
    return null;
  }
}
