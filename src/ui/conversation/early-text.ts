/** Returns and clears the text that `public/early.js` kept from before the page ran at this address; null if there is none. */
export function takeEarlyText(): string | null {
  const key = `parley.early.${location.pathname}`;
  try {
    const text = sessionStorage.getItem(key);
    sessionStorage.removeItem(key);
    return text;
  } catch {
    return null;
  }
}
