import type { KeyValueStorage } from "../platform/storage";
import { type OfferMessage, readOfferMessage, readTexts } from "./draft-rules";

/** How many replaced texts of one place can be restored. */
const offeredMax = 20;

/**
 * Texts that another page's texts have replaced, by place, until somebody restores or discards them. Pages broadcast single texts
 * rather than lists, so that the offers of two pages at once are both kept.
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
    storage.broadcast("offer", { key: at, text, is_offered } satisfies OfferMessage);
  }

  return {
    /** Reads the texts that a person can restore in a workspace. Idempotent. */
    open: (owner: string): void => {
      beginning = `replaced/${owner}/`;
      for (const [at, texts] of storage.list(beginning)) put(at.slice(beginning.length), readTexts(texts));
    },
    close: (): void => {
      offers.clear();
      beginning = "";
    },
    /** The text that was replaced last; null if there is none. */
    last: (key: string): string | null => offers.get(key)?.at(-1) ?? null,
    add: (key: string, text: string): void => change(key, text, true),
    remove: (key: string, text: string): void => change(key, text, false),
    /** Receives a broadcast from another page; false if it is not for this person. */
    receive: (value: unknown): boolean => {
      const message = readOfferMessage(value);
      if (!message || beginning === "" || !message.key.startsWith(beginning)) return false;
      const key = message.key.slice(beginning.length);
      put(key, changed(offers.get(key), message.text, message.is_offered));
      return true;
    },
  };
}

function changed(texts: readonly string[] = [], text: string, isOffered: boolean): readonly string[] {
  const others = texts.filter((one) => one !== text);
  return isOffered ? [...others, text].slice(-offeredMax) : others;
}
