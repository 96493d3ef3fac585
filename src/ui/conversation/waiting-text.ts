import { parsePlace, pathOf } from "../navigation/place";

/** How far from the end of a text its selection begins and ends. */
export type Caret = { readonly start: number; readonly end: number };

const prefix = "parley.waiting.";
/** Without a shelf the text lives as long as the page. */
const unkept = new Map<string, string>();
let caret: Caret | null = null;

/** Which conversation an address names, for what is written before that conversation is here. */
export function waitingKey(address: string): string {
  const place = parsePlace(address);
  return place ? pathOf({ ...place, threadId: null, messageId: null }) : "";
}

/** What was written before its conversation was here. It survives a reload, as a draft does. */
export function waitingText(key: string): string {
  try {
    return sessionStorage.getItem(prefix + key) ?? "";
  } catch {
    return unkept.get(key) ?? "";
  }
}

/** Keeps what is written until its conversation takes it; an empty text forgets it. */
export function keepWaitingText(key: string, text: string): void {
  try {
    if (text === "") sessionStorage.removeItem(prefix + key);
    else sessionStorage.setItem(prefix + key, text);
  } catch {
    unkept.set(key, text);
  }
}

/** Notes where the caret is in a text area that is about to be replaced in the same tick. */
export function keepCaret(area: HTMLTextAreaElement): void {
  if (area !== document.activeElement) return;
  const { length } = area.value;
  caret = { start: length - area.selectionStart, end: length - area.selectionEnd };
  queueMicrotask(() => {
    caret = null;
  });
}

/** Where the caret was in the text area that this one replaces; null when it had no focus. */
export function keptCaret(): Caret | null {
  return caret;
}
