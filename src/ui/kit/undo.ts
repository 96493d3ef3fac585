/** The way back from the last action, and when it was offered, in steps. */
let offered: { readonly undo: () => void; readonly at: number } | null = null;
let step = 0;

/** When somebody last wrote in each field. */
const writtenAt = new WeakMap<EventTarget, number>();

/** Keeps the way back from what was just done, until it is taken or something else is done. */
export function offerUndo(undo: () => void): void {
  offered = { undo, at: ++step };
}

/** Notes that something else was done: the action before it can no longer be undone. */
export function endUndo(): void {
  offered = null;
}

/** Records that somebody wrote in a field, which the browser can take back. */
export function noteWriting(field: EventTarget | null): void {
  if (field) writtenAt.set(field, ++step);
}

/**
 * Takes back the last action, once. False if there is none, or if the focused field, if any, has something to take back: a text that
 * was written in it, or writing that came after the action.
 */
export function undoLast(field: { readonly element: EventTarget; readonly isEmpty: boolean } | null): boolean {
  if (!offered) return false;
  const written = field ? writtenAt.get(field.element) : undefined;
  if (written !== undefined && (!field?.isEmpty || written > offered.at)) return false;
  const { undo } = offered;
  offered = null;
  undo();
  return true;
}
