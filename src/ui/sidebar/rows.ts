import type { SectionName } from "../../client/views/shapes";
import { sectionNames } from "../../client/views/sidebar";

/** The row of the sidebar that an event belongs to. */
export function rowOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>("a[data-conversation]") : null;
}

/** The section that a row stands in. */
export function sectionOf(row: HTMLElement): SectionName | undefined {
  const name = row.closest<HTMLElement>("[data-section]")?.dataset.section;
  return sectionNames.find((section) => section === name);
}

/** The id of the row above or below another in its section, as they are shown. */
export function neighbourOf(row: HTMLElement, step: 1 | -1): string | undefined {
  const item = row.closest("li");
  const next = step === 1 ? item?.nextElementSibling : item?.previousElementSibling;
  return next?.querySelector<HTMLElement>("[data-conversation]")?.dataset.conversation;
}
