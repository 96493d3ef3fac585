const queries = new Map<string, MediaQueryList>();

/** Whether there is a mouse or similar. Only then may a field focus itself: an on-screen keyboard covers half the screen. */
export function hasFinePointer(): boolean {
  return matches("(pointer: fine)");
}

/** Whether touch is the primary input. */
export function isTouch(): boolean {
  return matches("(pointer: coarse)");
}

/** False while prerendered. */
function matches(query: string): boolean {
  if (typeof matchMedia !== "function") return false;
  const known = queries.get(query) ?? matchMedia(query);
  queries.set(query, known);
  return known.matches;
}
