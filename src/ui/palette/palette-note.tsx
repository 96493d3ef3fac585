import type { HTMLAttributes } from "react";

/** A line in the place of results. */
export function PaletteNote(props: HTMLAttributes<HTMLParagraphElement>) {
  return <p {...props} className="px-4 py-3 text-muted empty:hidden" />;
}
