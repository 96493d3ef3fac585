/** The look of every text field. */
export const fieldBox =
  "min-h-(--control) w-full rounded-md border border-line-strong bg-canvas px-(--control-pad) py-1 text-base text-ink focus-visible:-outline-offset-1 disabled:bg-panel disabled:text-muted data-invalid:border-danger touch:min-h-11 touch:text-touch";
