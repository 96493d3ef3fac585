import type { Edit, Selected } from "./formatting";

/** The text and selection of a text area. */
export function selectedIn(area: HTMLTextAreaElement): Selected {
  return { text: area.value, start: area.selectionStart, end: area.selectionEnd };
}

/** Makes an edit as if it were typed, so that the browser's undo reverts it. */
export function editText(area: HTMLTextAreaElement, edit: Edit) {
  area.focus();
  area.setSelectionRange(edit.start, edit.end);
  const command = edit.insert === "" ? "delete" : "insertText";
  // Deprecated, but the only way into the undo history; where it is gone, the text still changes.
  const done = typeof document.execCommand === "function" && document.execCommand(command, false, edit.insert);
  if (!done) {
    area.setRangeText(edit.insert, edit.start, edit.end, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
  area.setSelectionRange(edit.selectStart, edit.selectEnd);
}
