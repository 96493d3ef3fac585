/**
 * The caret in a text, and the height of the text below the visible part in CSS pixels. Offsets count from the end, so they stay
 * valid when text is added at the beginning.
 */
type Caret = { readonly start: number; readonly end: number; readonly belowPx: number };

/** The carets of this page's texts, by text key. */
const carets = new Map<string, Caret & { readonly text: string }>();

/** The caret of a text area that another one replaces in the same tick. */
let handedOver: Caret | null = null;

/** Saves the caret and the scroll position of a text, for when the user returns to it. */
export function keepCaret(key: string, area: HTMLTextAreaElement): void {
  if (area.value === "") carets.delete(key);
  else carets.set(key, { text: area.value, ...caretIn(area) });
}

/** Restores the caret of this text, or puts it at the end, and scrolls it into view. Does not take the focus. */
export function placeCaret(key: string, area: HTMLTextAreaElement): void {
  const kept = carets.get(key);
  const caret = kept?.text === area.value ? kept : atEnd;
  put(caret, area);
  // The browser may not have scrolled to the end yet when the position was saved.
  if (caret.end === 0) area.scrollTop = area.scrollHeight;
}

/** Hands over the caret and the focus, if this text area has it, to the one that replaces it in the same tick. */
export function handCaretOver(area: HTMLTextAreaElement): void {
  if (area !== document.activeElement) return;
  handedOver = caretIn(area);
  queueMicrotask(() => {
    handedOver = null;
  });
}

/** Takes over the focus and the caret of the text area that this one replaces; false if that one did not have the focus. */
export function takeCaretOver(area: HTMLTextAreaElement): boolean {
  if (!handedOver) return false;
  area.focus({ preventScroll: true });
  put(handedOver, area);
  return true;
}

/** The selection in a text, before another text takes its place. */
type Selection = { readonly text: string; readonly start: number; readonly end: number };

/** Keeps the selection of a replaced text on the same words: the browser has put it at the end. Offsets in between move behind the change. */
export function followChange(before: Selection, area: HTMLTextAreaElement): void {
  const { value } = area;
  area.setSelectionRange(offsetIn(value, before, before.start), offsetIn(value, before, before.end));
}

/** Where an offset of a text is in the one that replaced it. The end stays the end. */
export function offsetIn(text: string, before: Pick<Selection, "text">, offset: number): number {
  const old = before.text;
  if (offset === old.length) return text.length;
  const shorter = Math.min(old.length, text.length);
  let same = 0;
  while (same < shorter && old[same] === text[same]) same += 1;
  if (offset <= same) return offset;
  let sameAtEnd = 0;
  while (sameAtEnd < shorter - same && old.at(-1 - sameAtEnd) === text.at(-1 - sameAtEnd)) sameAtEnd += 1;
  return Math.max(text.length - sameAtEnd, text.length - (old.length - offset));
}

/** Scrolls to the end of a text if the caret is there. */
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
