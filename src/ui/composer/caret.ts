/**
 * Where the caret is in a text and how much of the text is below what shows, in CSS pixels. Counted from the end, so that it holds for a
 * text to which something has been added at its beginning.
 */
type Caret = { readonly start: number; readonly end: number; readonly belowPx: number };

/** The carets in the texts of this page, by what these are written for. */
const carets = new Map<string, Caret & { readonly text: string }>();

/** The caret of a text area that another one replaces in the same tick. */
let handedOver: Caret | null = null;

/** Notes where the caret is and how far the text is scrolled, for when one comes back to it. */
export function keepCaret(key: string, area: HTMLTextAreaElement): void {
  if (area.value === "") carets.delete(key);
  else carets.set(key, { text: area.value, ...caretIn(area) });
}

/** Puts the caret where it was in this text, or at its end, in view. It does not take the focus. */
export function placeCaret(key: string, area: HTMLTextAreaElement): void {
  const kept = carets.get(key);
  const caret = kept?.text === area.value ? kept : atEnd;
  put(caret, area);
  // The browser may not have shown the end yet when its place was noted.
  if (caret.end === 0) area.scrollTop = area.scrollHeight;
}

/** Hands the caret and the focus, if it has them, to the text area that replaces this one in the same tick. */
export function handCaretOver(area: HTMLTextAreaElement): void {
  if (area !== document.activeElement) return;
  handedOver = caretIn(area);
  queueMicrotask(() => {
    handedOver = null;
  });
}

/** Puts the focus and the caret where they were in the text area that this one replaces; false when they were not there. */
export function takeCaretOver(area: HTMLTextAreaElement): boolean {
  if (!handedOver) return false;
  area.focus({ preventScroll: true });
  put(handedOver, area);
  return true;
}

/** Brings the end of a text into view if the caret stands there. */
export function showEnd(area: HTMLTextAreaElement): void {
  if (area.selectionStart === area.value.length) area.scrollTop = area.scrollHeight;
}

const atEnd: Caret = { start: 0, end: 0, belowPx: 0 };

function caretIn(area: HTMLTextAreaElement): Caret {
  const { length } = area.value;
  const belowPx = area.scrollHeight - area.clientHeight - area.scrollTop;
  return { start: length - area.selectionStart, end: length - area.selectionEnd, belowPx };
}

function put({ start, end, belowPx }: Caret, area: HTMLTextAreaElement): void {
  const { length } = area.value;
  area.setSelectionRange(length - start, length - end);
  area.scrollTop = area.scrollHeight - area.clientHeight - belowPx;
}
