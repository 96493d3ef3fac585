let held = "";

/** Keeps a key pressed while its target is still being fetched; false for keys that make no text. */
export function holdKey({
  key,
  ctrlKey,
  metaKey,
  altKey,
}: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">): boolean {
  if (ctrlKey || metaKey || altKey) return false;
  if (key === "Backspace") held = [...held].slice(0, -1).join("");
  else if ([...key].length === 1) held += key;
  else return false;
  return true;
}

/** Discards the kept keys. */
export function dropHeldKeys(): void {
  held = "";
}

/** Types the kept keys into a field, which takes the focus if there are any. */
export function typeHeldKeys(field: Element | null): void {
  const text = held;
  held = "";
  if (text === "" || !(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return;
  field.focus({ preventScroll: true });
  if (document.activeElement === field) document.execCommand("insertText", false, text);
}
