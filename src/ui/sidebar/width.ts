import { remember } from "../kit/theme";

/** Pixels. `public/early.js` applies the width that this device remembers before the first paint, within the same bounds. */
export const widthMin = 220;
export const widthMax = 360;

/** The width without a choice is a token: `--sidebar-width`. */
export function setWidth(px: number | null): void {
  const { style } = document.documentElement;
  if (px === null) style.removeProperty(property);
  else style.setProperty(property, `${within(px)}px`);
}

/** Keeps a width on this device; null forgets it. */
export function rememberWidth(px: number | null): void {
  remember("parley.sidebar-width", px === null ? "" : String(within(px)));
}

function within(px: number): number {
  return Math.round(Math.max(widthMin, Math.min(px, widthMax)));
}

const property = "--sidebar-width";
