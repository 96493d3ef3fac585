type Place = { readonly text: string; readonly start: number; readonly end: number; readonly scrollTop: number };

/** Where the caret was in the texts of this page, by what they are written for. */
const places = new Map<string, Place>();

/** Notes where the caret is and how far the text is scrolled, for when one comes back to it. */
export function keepPlace(key: string, area: HTMLTextAreaElement): void {
  const { value: text, selectionStart: start, selectionEnd: end, scrollTop } = area;
  if (text === "") places.delete(key);
  else places.set(key, { text, start, end, scrollTop });
}

/** Puts the caret where it was in this text, or at its end, in view. It does not take the focus. */
export function placeCaret(key: string, area: HTMLTextAreaElement): void {
  const kept = places.get(key);
  const { length } = area.value;
  const { start, end, scrollTop } =
    kept?.text === area.value ? kept : { start: length, end: length, scrollTop: area.scrollHeight };
  area.setSelectionRange(start, end);
  // The browser may not have shown the end yet when its place was noted.
  area.scrollTop = end === length ? area.scrollHeight : scrollTop;
}

/** Brings the end of a text into view if the caret stands there. */
export function showEnd(area: HTMLTextAreaElement): void {
  if (area.selectionStart === area.value.length) area.scrollTop = area.scrollHeight;
}
