import { tabStorage } from "../../kit/tab-storage";
import { conversationIn, parsePlace, pathOf, placeOf } from "../../navigation/place";

const storage = tabStorage("waiting");
const watchers = new Set<() => void>();

/** The key of the conversation that an address names, for text written before that conversation is loaded. */
export function waitingKey(address: string): string {
  const place = parsePlace(address);
  if (!place) return "";
  const target = conversationIn(place)?.target;
  return pathOf(target ? placeOf(place.slug, target) : { ...place, view: null });
}

/** The text written before its conversation was loaded. Like a draft, it survives a reload. */
export function waitingText(key: string): string {
  return storage.get(key) ?? "";
}

/** Keeps a text until its conversation takes it. An empty text clears it. */
export function keepWaitingText(key: string, text: string): void {
  storage.put(key, text === "" ? null : text);
  for (const onChange of [...watchers]) onChange();
}

/** Calls back when any waiting text changes. Call the result to stop. */
export function watchWaitingText(onChange: () => void): () => void {
  watchers.add(onChange);
  return () => watchers.delete(onChange);
}

/** Takes the text waiting for the conversation at an address, stored under its own key or its workspace's. */
export function takeWaitingText(address: string): string {
  const here = waitingKey(address);
  const place = parsePlace(here);
  if (!place) return "";
  const keys = new Set([pathOf({ ...place, view: null }), here]);
  return [...keys]
    .map((key) => {
      const text = waitingText(key);
      if (text !== "") keepWaitingText(key, "");
      return text;
    })
    .join("");
}
