import type { SectionName } from "../../client/views/shapes";
import { sectionOf } from "./rows";

export type Dragging = {
  /** The press that may become a drag. */
  readonly press: PointerEvent;
  readonly row: HTMLElement;
  readonly scroller: HTMLElement;
  /** The row was dropped at another of its section. */
  onDrop(section: SectionName, id: string, toId: string): void;
};

const thresholdPx = 5;
const edgePx = 24;
const scrollStepPx = 8;

/**
 * Follows a press on a row of the sidebar. Once it moves, the row is dragged within its section; Escape takes it back. The rows stay
 * where they are until the drop, and a line shows where that would be.
 */
export function followPress({ press, row, scroller, onDrop }: Dragging): void {
  const item = row.closest("li");
  const list = row.closest("ul");
  if (!item || !list) return;
  const over = new AbortController();
  const options = { capture: true, signal: over.signal };
  let isDragging = false;
  let y = press.clientY;
  let target: HTMLElement | null = null;
  let frame = 0;

  function begin(): void {
    isDragging = true;
    item?.setAttribute("data-dragged", "");
    document.documentElement.style.cursor = "grabbing";
    frame = requestAnimationFrame(scroll);
  }
  function move(event: PointerEvent): void {
    if (event.pointerId !== press.pointerId) return;
    y = event.clientY;
    if (!isDragging && Math.hypot(event.clientX - press.clientX, y - press.clientY) >= thresholdPx) begin();
    if (isDragging) mark();
  }
  function mark(): void {
    const items = [...(list?.children ?? [])].filter((one) => one instanceof HTMLElement);
    const found = items.find((one) => y < one.getBoundingClientRect().bottom) ?? items.at(-1) ?? null;
    if (found === target) return;
    target?.removeAttribute("data-drop");
    target = found;
    if (!target || !item || target === item) return;
    target.dataset.drop = items.indexOf(target) < items.indexOf(item) ? "above" : "below";
  }
  /** Goes on while the pointer rests at an edge. */
  function scroll(): void {
    const box = scroller.getBoundingClientRect();
    if (y < box.top + edgePx) scroller.scrollTop -= scrollStepPx;
    else if (y > box.bottom - edgePx) scroller.scrollTop += scrollStepPx;
    mark();
    frame = requestAnimationFrame(scroll);
  }
  function end(): void {
    over.abort();
    cancelAnimationFrame(frame);
    if (!isDragging) return;
    document.documentElement.style.removeProperty("cursor");
    item?.removeAttribute("data-dragged");
    target?.removeAttribute("data-drop");
  }
  function drop(event: PointerEvent): void {
    if (event.pointerId !== press.pointerId) return;
    end();
    if (!isDragging) return;
    swallowClick();
    const toId = idIn(target);
    const section = sectionOf(row);
    if (section && toId && row.dataset.conversation && toId !== row.dataset.conversation)
      onDrop(section, row.dataset.conversation, toId);
  }
  function cancel(event: KeyboardEvent): void {
    if (event.key !== "Escape" || !isDragging) return;
    event.preventDefault();
    event.stopPropagation();
    end();
    // The button is still down: its release must not open the row.
    window.addEventListener("pointerup", swallowClick, { capture: true, once: true });
  }

  window.addEventListener("pointermove", move, options);
  window.addEventListener("pointerup", drop, options);
  window.addEventListener("pointercancel", end, options);
  window.addEventListener("keydown", cancel, options);
}

/** The release of a drag is no click. */
function swallowClick(): void {
  const swallow = (event: MouseEvent) => {
    event.preventDefault();
    event.stopPropagation();
  };
  window.addEventListener("click", swallow, { capture: true, once: true });
  // It follows in this task, if at all.
  setTimeout(() => window.removeEventListener("click", swallow, { capture: true }));
}

function idIn(item: HTMLElement | null): string | undefined {
  return item?.querySelector<HTMLElement>("[data-conversation]")?.dataset.conversation;
}
