/** Takes what was typed at this address before the page ran, as `public/early.js` keeps it; null if it kept nothing. */
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
