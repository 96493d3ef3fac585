const startPx = 8;
/** CSS pixels in a millisecond: a quick flick counts however short it is. */
const flickSpeed = 0.5;
/** A finger that rested for this time before it was lifted flicks nothing. */
const restMs = 100;

export type Finger = {
  /** The press. */
  readonly press: PointerEvent;
  /** The direction in which it moves. The other one cancels it: the browser scrolls. */
  readonly axis: "x" | "y";
  /** The element that follows it, to the right or down. */
  readonly box: HTMLElement;
  /** Gets a function that puts the element back into its place. */
  readonly onStart?: (putBack: () => void) => void;
  /** Called once the element is out of view. */
  readonly onGone: () => void;
  readonly onReturned?: () => void;
};

/**
 * Moves an element with a finger. Let go beyond a third of its size, or quickly, it goes out of view; else it returns to its place.
 * It stays out of view until it is put back.
 */
export function followFinger({ press, axis, box, onStart, onGone, onReturned }: Finger): void {
  const over = new AbortController();
  const options = { signal: over.signal };
  const sizePx = axis === "x" ? box.offsetWidth : box.offsetHeight;
  const from = at(press, axis);
  let [movedPx, speed, isFollowing] = [0, 0, false];
  let last = { px: from, ms: press.timeStamp };

  function onMove(event: PointerEvent) {
    if (event.pointerId !== press.pointerId) return;
    movedPx = at(event, axis) - from;
    const ms = event.timeStamp - last.ms;
    if (ms > 0) speed = (at(event, axis) - last.px) / ms;
    last = { px: at(event, axis), ms: event.timeStamp };
    if (!isFollowing) {
      const acrossPx = Math.abs(axis === "x" ? event.clientY - press.clientY : event.clientX - press.clientX);
      if (acrossPx > startPx || movedPx < -startPx) over.abort();
      if (over.signal.aborted || movedPx < startPx) return;
      isFollowing = true;
      // What is under the finger is not pressed.
      box.setPointerCapture(press.pointerId);
      onStart?.(() => putBack(box));
    }
    place(box, axis, Math.max(0, movedPx), "none");
  }

  function onEnd(event: PointerEvent) {
    if (event.pointerId !== press.pointerId) return;
    over.abort();
    if (!isFollowing) return;
    const isFlick = speed > flickSpeed && event.timeStamp - last.ms < restMs;
    const isGoing = event.type === "pointerup" && (movedPx > sizePx / 3 || isFlick);
    place(box, axis, isGoing ? sizePx : 0, glide);
    void Promise.allSettled(box.getAnimations().map(({ finished }) => finished)).then(() => {
      if (isGoing) return onGone();
      putBack(box);
      onReturned?.();
    });
  }

  window.addEventListener("pointermove", onMove, options);
  for (const type of ["pointerup", "pointercancel"] as const) window.addEventListener(type, onEnd, options);
}

function putBack({ style }: HTMLElement): void {
  for (const name of ["transform", "transition"]) style.removeProperty(name);
}

const glide = "transform var(--motion-pane) var(--ease-out)";

function at({ clientX, clientY }: PointerEvent, axis: "x" | "y"): number {
  return axis === "x" ? clientX : clientY;
}

function place({ style }: HTMLElement, axis: "x" | "y", px: number, transition: string): void {
  style.transition = transition;
  style.transform = axis === "x" ? `translateX(${px}px)` : `translateY(${px}px)`;
}
