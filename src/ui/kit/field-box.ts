/** The look of every text field. */
export const fieldBox =
  "min-h-(--control) w-full rounded-md border border-line-strong bg-canvas px-(--control-pad) py-1 text-base text-ink focus-visible:-outline-offset-1 disabled:bg-panel disabled:text-muted data-invalid:border-danger touch:min-h-11 touch:text-touch";

/* Hollow until chosen: in the dark theme a browser fills its own with grey, as if they could not be. */

export const checkBox =
  "accent-(--accent-fill) not-checked:appearance-none not-checked:rounded-sm not-checked:border-[1.5px] not-checked:border-line-strong not-checked:bg-canvas disabled:opacity-50";

export const radioBox =
  "appearance-none rounded-full border-[1.5px] border-line-strong bg-canvas checked:border-[5px] checked:border-accent-fill disabled:opacity-50";
