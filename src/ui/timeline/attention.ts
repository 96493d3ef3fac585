/** Whether what an element shows is before somebody's eyes: in a window that has the focus, and not behind something else of the page. */
export function isAttended(element: HTMLElement | null): boolean {
  if (document.visibilityState !== "visible" || !document.hasFocus()) return false;
  return element?.checkVisibility?.({ visibilityProperty: true }) ?? element !== null;
}
