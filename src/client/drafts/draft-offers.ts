import type { KeyValueStorage } from "../platform/storage";
import { readOffer, readTexts, type ToldOffer } from "./draft-rules";

/** So many overwritten texts of one place are kept to be brought back. */
const offeredMax = 20;

/**
 * Texts that another page's have replaced, by place, until somebody brings them back or gives them up. The pages tell each other of single
 * texts rather than of lists, so that what two pages offer at once stays.
 */
export function createOffers(storage: KeyValueStorage) {
  const offers = new Map<string, readonly string[]>();
  let beginning = "";

  function put(key: string, texts: readonly string[]): void {
    if (texts.length === 0) offers.delete(key);
    else offers.set(key, texts);
  }

  function change(key: string, text: string, is_offered: boolean): void {
    put(key, changed(offers.get(key), text, is_offered));
    if (beginning === "") return;
    const at = beginning + key;
    const kept = changed(readTexts(storage.get(at) ?? "[]"), text, is_offered);
    if (kept.length === 0) storage.remove(at);
    else storage.set(at, JSON.stringify(kept));
    storage.tell("offer", { key: at, text, is_offered } satisfies ToldOffer);
  }

  return {
    /** Reads what is offered to a person in a workspace. Repeatable. */
    open: (owner: string): void => {
      beginning = `replaced/${owner}/`;
      for (const [at, texts] of storage.list(beginning)) put(at.slice(beginning.length), readTexts(texts));
    },
    close: (): void => {
      offers.clear();
      beginning = "";
    },
    /** The text that was replaced last; null if none was. */
    last: (key: string): string | null => offers.get(key)?.at(-1) ?? null,
    add: (key: string, text: string): void => change(key, text, true),
    remove: (key: string, text: string): void => change(key, text, false),
    /** Hears what another page told; false if that is not for here. */
    hear: (value: unknown): boolean => {
      const told = readOffer(value);
      if (!told || beginning === "" || !told.key.startsWith(beginning)) return false;
      const key = told.key.slice(beginning.length);
      put(key, changed(offers.get(key), told.text, told.is_offered));
      return true;
    },
  };
}

function changed(texts: readonly string[] = [], text: string, isOffered: boolean): readonly string[] {
  const others = texts.filter((one) => one !== text);
  return isOffered ? [...others, text].slice(-offeredMax) : others;
}
