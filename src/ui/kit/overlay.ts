/**
 * Whether a window, menu or list is open that has the keys to itself. A toast, which calls itself a dialog, is not one, and
 * neither is what is only still fading out.
 */
export function isOverlayOpen(): boolean {
  return [...document.querySelectorAll(overlays)].some(
    (element) => element.closest('[role="region"], [data-closed]') === null,
  );
}

const overlays = 'dialog[open], [role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]';
