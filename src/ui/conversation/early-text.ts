import { inSession } from "../kit/tab-storage";

/** Returns and clears the text that `public/early.js` kept from before the page ran at this address; null if there is none. */
export function takeEarlyText(): string | null {
  const key = `parley.early.${location.pathname}`;
  return inSession((it) => {
    const text = it.getItem(key);
    it.removeItem(key);
    return text;
  });
}
