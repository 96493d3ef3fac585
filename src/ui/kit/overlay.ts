/**
 * Whether an open window, menu or list takes the keys. A toast, which has the role of a dialog, does not count, nor does what has
 * closed and only fades out, which is inert.
 */
export function isOverlayOpen(): boolean {
  return [...document.querySelectorAll(overlays)].some(
    (element) => element.closest('[role="region"], [inert]') === null,
  );
}

const overlays = 'dialog[open], [role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]';
