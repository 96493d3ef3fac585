"use client";

import { type RefObject, useLayoutEffect, useState } from "react";

/** Where the focus is to return to: the place itself, then the places before it, should it be gone by then. */
export type WayBack = readonly HTMLElement[];

/** The ways back of what is open, by its outermost element. */
const ways = new WeakMap<Element, WayBack>();
const overlaySelector = "[data-overlay]";

/** The way back to where the focus is now. Take it before anything moves the focus. */
export function wayBack(): WayBack {
  if (typeof document === "undefined") return [];
  const here = document.activeElement;
  if (!(here instanceof HTMLElement) || isNowhere()) return leaving;
  const overlay = here.closest(overlaySelector);
  return [here, ...(overlay ? (ways.get(overlay) ?? []) : [])];
}

/** The way back of what goes in this tick: what comes in its place takes it over. */
let leaving: WayBack = [];

/** Gives the focus back in this tick, once what is being drawn is on the page, unless something else has taken it by then. */
export function leaveBy(way: WayBack): void {
  if (leaving.length === 0) leaving = way;
  queueMicrotask(() => {
    leaving = [];
    if (isNowhere()) goBack(way);
  });
}

/** Keeps the way back of something that has opened, for what may open from inside it. Its element needs `data-overlay`. */
export function keepWay(overlay: Element, way: WayBack): void {
  ways.set(overlay, way);
}

/** Puts the focus on the first place of the way that still takes it, else where one writes. */
export function goBack(way: WayBack): void {
  const places = [...way, home()];
  places.some((place) => {
    place?.focus({ preventScroll: true });
    return place !== null && document.activeElement === place;
  });
}

/** Whether no element has the focus, so that keys would go nowhere. */
export function isNowhere(): boolean {
  const here = document.activeElement;
  return here === null || here === document.body || here === document.documentElement;
}

/** Gives the focus back when the caller goes and has it: to where it was when the caller came, else to where one writes. */
export function useGivesFocusBack(ref: RefObject<HTMLElement | null>): void {
  const [way] = useState(wayBack);
  useLayoutEffect(() => {
    const element = ref.current;
    return () => {
      if (element?.contains(document.activeElement)) leaveBy(way);
    };
  }, [ref, way]);
}

let pane: Element | null = null;

/** Notes which part of the screen is in use, for `home`. */
export function noteUse(target: EventTarget | null): void {
  const used = target instanceof Element ? target.closest("[data-pane]") : null;
  if (used) pane = used;
}

/** Where one writes (`data-home`): in the part of the screen that was used last, else in the first that shows. */
export function home(): HTMLElement | null {
  const homes = [...document.querySelectorAll<HTMLElement>("[data-home]")].filter(
    (element) => element.getClientRects().length > 0,
  );
  return homes.find((element) => pane?.contains(element)) ?? homes[0] ?? null;
}

/** Whether keys make text in an element. */
export function takesText(target: EventTarget | null): target is HTMLElement {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches(textFields);
}

/** Whether somebody is in the middle of a text, which nothing may interrupt by taking the focus. */
export function isWriting(): boolean {
  const here = document.activeElement;
  if (!takesText(here)) return false;
  return !(here instanceof HTMLTextAreaElement && here.matches("[data-home]") && here.value === "");
}

const textFields = `textarea, select, [contenteditable=""], input:not(${["checkbox", "radio", "button", "submit", "reset", "range", "color", "file", "image"].map((type) => `[type="${type}"]`).join(", ")})`;
