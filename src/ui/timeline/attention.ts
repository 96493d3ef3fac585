import { isUnderWindow, watchTopLayer } from "../kit/top-layer";

/** Whether what an element shows is in view and attended: the page has the focus, and nothing else of it covers the element. */
export function isAttended(element: HTMLElement | null): boolean {
  if (document.visibilityState !== "visible" || !document.hasFocus() || isUnderWindow(element)) return false;
  return element?.checkVisibility?.({ visibilityProperty: true }) ?? element !== null;
}

/** Calls back when what is attended may have changed; call the answer to stop. */
export function watchAttention(onChange: () => void): () => void {
  const over = new AbortController();
  const { signal } = over;
  for (const type of ["focus", "blur", "resize"]) window.addEventListener(type, onChange, { signal });
  document.addEventListener("visibilitychange", onChange, { signal });
  signal.addEventListener("abort", watchTopLayer(onChange));
  return () => over.abort();
}
