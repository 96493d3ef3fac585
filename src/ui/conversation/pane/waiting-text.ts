import { tabStorage } from "../../kit/tab-storage";
import { conversationIn, parsePlace, pathOf, placeOf } from "../../navigation/place";

const storage = tabStorage("waiting");
const watchers = new Set<() => void>();

/** Which conversation an address names, for what is written before that conversation is here. */
export function waitingKey(address: string): string {
  const place = parsePlace(address);
  if (!place) return "";
  const target = conversationIn(place)?.target;
  return pathOf(target ? placeOf(place.slug, target) : { ...place, view: null });
}

/** What was written before its conversation was here. It survives a reload, as a draft does. */
export function waitingText(key: string): string {
  return storage.get(key) ?? "";
}

/** Keeps what is written until its conversation takes it; an empty text forgets it. */
export function keepWaitingText(key: string, text: string): void {
  storage.put(key, text === "" ? null : text);
  for (const onChange of [...watchers]) onChange();
}

/** Calls back when any text that waits has changed; call the answer to stop. */
export function watchWaitingText(onChange: () => void): () => void {
  watchers.add(onChange);
  return () => watchers.delete(onChange);
}

/** Takes what waits for the conversation of an address, written under its own name or under that of its workspace. */
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
