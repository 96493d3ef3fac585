import type { KeyValueStorage } from "./storage";
import type { Touch } from "./touched";

export type DraftsOptions = { readonly storage: KeyValueStorage; readonly touch: Touch };

/** Unsent texts by conversation or thread. Each is kept in the tick in which it is written, so that no reload comes between. */
export function createDrafts({ storage, touch }: DraftsOptions) {
  const texts = new Map<string, string>();
  const watchers = new Set<() => void>();
  let scope = "";

  function put(key: string, text: string): void {
    const had = texts.has(key);
    if (text === "") texts.delete(key);
    else texts.set(key, text);
    if (had !== texts.has(key)) touch("drafts", key);
  }

  function tell(): void {
    for (const onChange of [...watchers]) onChange();
  }

  return {
    /** Brings back what an earlier page of this person in this workspace kept. Repeatable; what is written here stands. */
    open: (owner: string): void => {
      scope = `drafts/${owner}/`;
      for (const [key, text] of storage.list(scope)) {
        const id = key.slice(scope.length);
        if (!texts.has(id)) put(id, text);
      }
      tell();
    },
    get: (key: string): string => texts.get(key) ?? "",
    has: (key: string): boolean => texts.has(key),
    /** Writes a text down; an empty one is forgotten. */
    set: (key: string, text: string): void => {
      put(key, text);
      if (text === "") storage.remove(scope + key);
      else storage.set(scope + key, text);
      tell();
    },
    /** Calls back when any text has changed; call the answer to stop. */
    watch: (onChange: () => void): (() => void) => {
      watchers.add(onChange);
      return () => watchers.delete(onChange);
    },
    /** Forgets everything here; what is kept is the storage's to wipe. */
    clear: (): void => {
      texts.clear();
      tell();
    },
  };
}

export type Drafts = ReturnType<typeof createDrafts>;
