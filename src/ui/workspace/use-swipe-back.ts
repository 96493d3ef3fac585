"use client";

import { type PointerEvent, type RefObject, useLayoutEffect, useRef } from "react";
import { late, useLate } from "../kit/late";
import { isOverlayOpen } from "../kit/overlay";
import { roomForList, roomForPane, useMedia } from "../kit/use-media";
import { paneIn } from "../navigation/place";
import { go, showPane, useHeld, usePlace } from "../navigation/use-place";

const finger = late(() => import("../kit/follow-finger").then((module) => module.followFinger));

/** How near to the left edge of a pane a swipe begins, in CSS pixels. */
const edgePx = 32;

/**
 * Goes back where a finger swipes from the left edge: what covers something else moves with it. Inside what scrolls sideways, a finger
 * only scrolls. `columns` gets `data-swiping` meanwhile, so that what is beneath shows; `middle` covers the list on a phone.
 */
export function useSwipeBack(columns: RefObject<HTMLElement | null>, middle: RefObject<HTMLElement | null>) {
  const place = usePlace();
  const { isPaneBehind } = useHeld();
  const hasRoomForList = useMedia(roomForList);
  const hasRoomForPane = useMedia(roomForPane);
  const { Part: followFinger } = useLate(finger, !hasRoomForPane);
  /** Puts back what was swiped away. */
  const putBack = useRef<(() => void) | null>(null);

  function end() {
    columns.current?.removeAttribute("data-swiping");
    putBack.current?.();
    putBack.current = null;
  }
  // What was swiped away stays out of view until the next place shows.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each place.
  useLayoutEffect(end, [place]);

  /** What a swipe moves, and the same way back as its button's. */
  function wayBack(): { box: HTMLElement | null; onGone: () => void } | null {
    if (paneIn(place) !== null && !hasRoomForPane) {
      const pane = middle.current?.querySelector<HTMLElement>(":scope > aside") ?? null;
      return { box: pane, onGone: () => (isPaneBehind ? window.history.back() : showPane(null)) };
    }
    if (!place?.view || hasRoomForList) return null;
    return { box: middle.current, onGone: () => go({ ...place, view: null }) };
  }

  function onPointerDown({ nativeEvent: press, target }: PointerEvent) {
    if (press.pointerType !== "touch" || !press.isPrimary || !followFinger || putBack.current) return;
    const { box = null, onGone = end } = wayBack() ?? {};
    if (!box || press.clientX - box.getBoundingClientRect().left > edgePx) return;
    if (isOverlayOpen() || scrollsSideways(target)) return;
    followFinger({
      press,
      axis: "x",
      box,
      onStart: (back) => {
        putBack.current = back;
        columns.current?.setAttribute("data-swiping", "");
      },
      onGone,
      onReturned: end,
    });
  }

  return { onPointerDown };
}

/** Whether a finger there scrolls sideways. */
function scrollsSideways(target: EventTarget | null): boolean {
  for (let element = target instanceof Element ? target : null; element; element = element.parentElement) {
    const isWide = element.scrollWidth > element.clientWidth;
    if (isWide && /auto|scroll/.test(getComputedStyle(element).overflowX)) return true;
  }
  return false;
}
