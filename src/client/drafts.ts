import type { Clock } from "./clock";
import type { KeyValueStorage } from "./storage";
import type { Touch } from "./touched";

export type DraftsOptions = { readonly clock: Clock; readonly storage: KeyValueStorage; readonly touch: Touch };

const settleMs = 0;

/** Unsent texts by conversation or thread, kept through a reload. */
export function createDrafts({ clock, storage, touch }: DraftsOptions) {
  const texts = new Map<string, string>();
  const saving = new Map<string, () => void>();
  let scope = "";

  function save(key: string): void {
    saving.delete(key);
    const text = texts.get(key);
    const done = text === undefined ? storage.remove(`${scope}${key}`) : storage.set(`${scope}${key}`, text);
    done.catch(() => undefined);
  }

  return {
    /** Brings back what an earlier page of this person in this workspace kept. */
    open: async (owner: string): Promise<void> => {
      scope = `drafts/${owner}/`;
      for (const [key, text] of await storage.list(scope).catch(() => [])) {
        const id = key.slice(scope.length);
        if (texts.has(id)) continue;
        texts.set(id, text);
        touch("drafts", id);
      }
    },
    get: (key: string): string => texts.get(key) ?? "",
    has: (key: string): boolean => texts.has(key),
    set: (key: string, text: string): void => {
      const had = texts.has(key);
      if (text === "") texts.delete(key);
      else texts.set(key, text);
      if (had !== texts.has(key)) touch("drafts", key);
      saving.get(key)?.();
      saving.set(
        key,
        clock.after(text === "" ? 0 : settleMs, () => save(key)),
      );
    },
    /** Saves at once what waits to be saved: the page may be going away. */
    flush: (): void => {
      for (const [key, cancel] of [...saving]) {
        cancel();
        save(key);
      }
    },
    clear: (): void => {
      for (const cancel of saving.values()) cancel();
      saving.clear();
      texts.clear();
    },
  };
}

export type Drafts = ReturnType<typeof createDrafts>;
