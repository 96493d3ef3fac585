/** Marks a text area that the keyboard has moved the focus to, until somebody writes in it. */
export const ringMark = "data-ring";

/**
 * The box around a text area. While one writes in it, it has a strong line and a soft glow; the full ring shows where the keyboard has
 * moved the focus.
 */
export const writingFrame =
  "rounded-xl border bg-canvas outline-accent has-data-ring:outline-2 has-data-ring:outline-offset-1";

export const usualLine =
  "border-line-mid has-[textarea:focus]:border-line-strong has-[textarea:focus]:ring-3 has-[textarea:focus]:ring-glow";
