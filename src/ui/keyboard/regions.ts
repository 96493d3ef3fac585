import { isShown } from "../kit/focus";

/** Moves the focus to the next region of the screen, in page order. */
export function focusNextRegion(step: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>("[data-region]")].filter(isShown);
  const at = regions.findIndex((region) => region.contains(document.activeElement));
  const after = [...regions.slice(at + 1), ...regions.slice(0, Math.max(at, 0))];
  const before = [...regions.slice(0, Math.max(at, 0)).reverse(), ...regions.slice(at + 1).reverse()];
  for (const region of step === 1 ? after : before) {
    const target = entryOf(region);
    if (!target) continue;
    target.focus();
    return;
  }
}

/** The element that gets the focus in a region: its current row, its text field, or its first control. */
function entryOf(region: HTMLElement): HTMLElement | undefined {
  for (const selector of entries) {
    const found = [...region.querySelectorAll<HTMLElement>(selector)].find((element) => isShown(element));
    if (found) return found;
  }
}

const entries = [
  '[data-row-key][tabindex="0"]',
  "textarea",
  'a[aria-current="page"]',
  "a[href]:not([tabindex='-1']), button:not([tabindex='-1']), input",
];
