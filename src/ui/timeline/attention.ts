import { isUnderWindow, watchTopLayer } from "../kit/top-layer";

/** Whether an element's content is in view and attended: the page has the focus, and nothing on it covers the element. */
export function isAttended(element: HTMLElement | null): boolean {
  if (document.visibilityState !== "visible" || !document.hasFocus() || isUnderWindow(element)) return false;
  return element?.checkVisibility?.({ visibilityProperty: true }) ?? element !== null;
}

/** Calls back when attention may have changed. Call the result to stop. */
export function watchAttention(onChange: () => void): () => void {
  const over = new AbortController();
  const { signal } = over;
  for (const type of ["focus", "blur", "resize"]) window.addEventListener(type, onChange, { signal });
  document.addEventListener("visibilitychange", onChange, { signal });
  signal.addEventListener("abort", watchTopLayer(onChange));
  return () => over.abort();
}
