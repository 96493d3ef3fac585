import { remember } from "./device-storage";

/**
 * What has a width of its own, and its bounds in pixels. The width without a choice is a token, `--sidebar-width` for example.
 * `public/early.js` applies the one that this device remembers before the first paint, within the same bounds.
 */
export const keptWidths = {
  sidebar: { minPx: 220, maxPx: 360 },
  thread: { minPx: 320, maxPx: 640 },
  details: { minPx: 320, maxPx: 640 },
} as const;

export type KeptWidth = keyof typeof keptWidths;

/** Applies a width; null goes back to the one without a choice. */
export function setWidth(name: KeptWidth, px: number | null): void {
  const { style } = document.documentElement;
  if (px === null) style.removeProperty(`--${name}-width`);
  else style.setProperty(`--${name}-width`, `${within(name, px)}px`);
}

/** Keeps a width on this device; null forgets it. */
export function rememberWidth(name: KeptWidth, px: number | null): void {
  remember(`parley.width.${name}`, px === null ? "" : String(within(name, px)));
}

function within(name: KeptWidth, px: number): number {
  const { minPx, maxPx } = keptWidths[name];
  return Math.round(Math.max(minPx, Math.min(px, maxPx)));
}
