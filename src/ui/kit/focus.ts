"use client";

import { type RefObject, useLayoutEffect, useState } from "react";
import { hasFinePointer } from "./pointer";

/** The elements that may get the focus back: the most recent place first, then earlier ones in case it is gone. */
export type WayBack = readonly HTMLElement[];

/** The ways back of open overlays, by their outermost element. */
const ways = new WeakMap<Element, WayBack>();
const overlaySelector = "[data-overlay]";

/**
 * The way back to the current focus, or to the focus before the pointer press that moved it here. A clicked button is no place to
 * return to: Space would press it again. Call this before anything moves the focus.
 */
export function wayBack(): WayBack {
  if (typeof document === "undefined") return [];
  const here = document.activeElement;
  if (!(here instanceof HTMLElement) || isNowhere()) return leaving;
  const overlay = here.closest(overlaySelector);
  return [...(broughtHere()?.way ?? [here]), ...(overlay ? (ways.get(overlay) ?? []) : [])];
}

/** The last pointer press, until a key is used, and the way back to the focus before it. */
let press: { readonly target: EventTarget | null; readonly way: WayBack } | null = null;

/** Records a pointer press before it moves the focus. */
export function notePress(target: EventTarget | null): void {
  press = { target, way: wayBack() };
}

/** Records that the keyboard is in use: what it opens returns to the focused element. */
export function noteKey({ key }: KeyboardEvent): void {
  press = null;
  lastKey = key;
}

let lastKey = "";

/** Whether the keyboard has just moved the focus, so that a ring has to show where it is. */
export function isByKeyboard(): boolean {
  return press === null && (lastKey === "Tab" || lastKey === "F6");
}

/**
 * The press that brought the focus here, unless the focus is in a text field, which is a place to return to. A touch while
 * nothing had the focus does not count either: its way back would be the composer, whose on-screen keyboard covers the screen.
 */
function broughtHere(): typeof press {
  const here = document.activeElement;
  if (!(press?.target instanceof Node && here?.contains(press.target)) || takesText(here)) return null;
  return press.way.length > 0 || hasFinePointer() ? press : null;
}

/** Whether the pointer last pressed this element, with no key used since. */
export function isPressed(element: HTMLElement | null): boolean {
  return press?.target instanceof Node && element?.contains(press.target) === true;
}

/** Whether the focus is in this element only because the pointer pressed it. */
export function isOnlyPressed(element: HTMLElement | null): boolean {
  return element?.contains(document.activeElement) === true && broughtHere() !== null;
}

/** The way back of whatever closes in this tick. Whatever replaces it takes it over. */
let leaving: WayBack = [];

/** Gives the focus back in this tick, after the pending render, unless something else has taken it. */
export function leaveBy(way: WayBack): void {
  if (leaving.length === 0) leaving = way;
  queueMicrotask(() => {
    leaving = [];
    if (isNowhere()) goBack(way);
  });
}

/** Stores the way back of an open overlay, for overlays opened from inside it. Its element needs `data-overlay`. */
export function keepWay(overlay: Element, way: WayBack): void {
  ways.set(overlay, way);
}

/**
 * Focuses the first element of the way back that still accepts it, else the composer. After a finger it leaves the composer alone, whose
 * on-screen keyboard would cover what has just come into view.
 */
export function goBack(way: WayBack): void {
  const isByFinger = press !== null && !hasFinePointer();
  const places = isByFinger ? way : [...way, home()];
  places.some((place) => {
    place?.focus({ preventScroll: true });
    return place !== null && document.activeElement === place;
  });
}

/** Whether no element has the focus, so that keys go nowhere. */
export function isNowhere(): boolean {
  const here = document.activeElement;
  return here === null || here === document.body || here === document.documentElement;
}

/**
 * For a focus that comes later, once what gets it is on the page. Call it when the focus is asked for: the returned function says
 * whether it may still come, because nothing else has taken the focus since.
 */
export function awaitFocus(): () => boolean {
  const here = document.activeElement;
  return () => isNowhere() || document.activeElement === here;
}

/** If the caller has the focus when it unmounts, returns it to where it was on mount, else to the composer. */
export function useGivesFocusBack(ref: RefObject<HTMLElement | null>): void {
  const [way] = useState(wayBack);
  useLayoutEffect(() => {
    const element = ref.current;
    return () => {
      if (element?.contains(document.activeElement)) leaveBy(way);
    };
  }, [ref, way]);
}

/** Moves the focus to the composer when the part of the screen that has it gets covered. On touch, it only drops the focus. */
export function useLeavesWhenCovered(ref: RefObject<HTMLElement | null>, isCovered: boolean): void {
  useLayoutEffect(() => {
    const here = document.activeElement;
    if (!isCovered) return;
    if (here instanceof HTMLElement && ref.current?.contains(here)) here.blur();
    // The browser may already have taken the focus away.
    if (hasFinePointer() && isNowhere()) leaveBy([]);
  }, [ref, isCovered]);
}

let pane: Element | null = null;

/** Records which pane is in use, for `home`. */
export function noteUse(target: EventTarget | null): void {
  const used = target instanceof Element ? target.closest("[data-pane]") : null;
  if (used) pane = used;
}

/** The pane used last; null before any was. */
export function usedPane(): Element | null {
  return pane;
}

/** The composer (`data-home`) of the pane used last, else the first one that is shown. */
export function home(): HTMLElement | null {
  const homes = [...document.querySelectorAll<HTMLElement>("[data-home]")].filter(isShown);
  return homes.find((element) => pane?.contains(element)) ?? homes[0] ?? null;
}

/** Whether an element is visible and can take the focus: it has a box on the page, and nothing covers its whole pane. */
export function isShown(element: HTMLElement): boolean {
  return element.getClientRects().length > 0 && getComputedStyle(element).visibility === "visible";
}

/** Whether typing in an element makes text. */
export function takesText(target: EventTarget | null): target is HTMLElement {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches(textFields);
}

/** Whether the user is in the middle of writing, so that nothing may take the focus. */
export function isWriting(): boolean {
  const here = document.activeElement;
  if (!takesText(here)) return false;
  return !(here instanceof HTMLTextAreaElement && here.matches("[data-home]") && here.value === "");
}

/** Whether a part of the screen may move the focus for something done a while ago: by then somebody may be writing elsewhere. */
export function mayStillMoveFocus(part: Element | null): boolean {
  const here = document.activeElement;
  return !takesText(here) || part?.contains(here) === true;
}

const textFields = `textarea, select, [contenteditable=""], input:not(${["checkbox", "radio", "button", "submit", "reset", "range", "color", "file", "image"].map((type) => `[type="${type}"]`).join(", ")})`;
