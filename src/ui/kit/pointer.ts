const queries = new Map<string, MediaQueryList>();

/** Whether there is a mouse or the like: only there may a field take the focus by itself, since a keyboard on a screen covers half of it. */
export function hasFinePointer(): boolean {
  return matches("(pointer: fine)");
}

/** Whether a finger is what one points with first. */
export function isTouch(): boolean {
  return matches("(pointer: coarse)");
}

/** False while the page is rendered ahead of time. */
function matches(query: string): boolean {
  if (typeof matchMedia !== "function") return false;
  const known = queries.get(query) ?? matchMedia(query);
  queries.set(query, known);
  return known.matches;
}
