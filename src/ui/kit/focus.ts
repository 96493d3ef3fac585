"use client";

import { type RefObject, useLayoutEffect, useState } from "react";
import { hasFinePointer } from "./pointer";

/** Where the focus is to return to: the place itself, then the places before it, should it be gone by then. */
export type WayBack = readonly HTMLElement[];

/** The ways back of what is open, by its outermost element. */
const ways = new WeakMap<Element, WayBack>();
const overlaySelector = "[data-overlay]";

/**
 * The way back to where the focus is now, or to where it was before the press of the pointer that brought it here: a button that
 * was clicked is no place to go on from, and Space would press it again. Take it before anything moves the focus.
 */
export function wayBack(): WayBack {
  if (typeof document === "undefined") return [];
  const here = document.activeElement;
  if (!(here instanceof HTMLElement) || isNowhere()) return leaving;
  const overlay = here.closest(overlaySelector);
  return [...(broughtHere()?.way ?? [here]), ...(overlay ? (ways.get(overlay) ?? []) : [])];
}

/** The last press of the pointer, until a key is used, and the way back to where the focus was before it. */
let press: { readonly target: EventTarget | null; readonly way: WayBack } | null = null;

/** Notes a press of the pointer, before it moves the focus. */
export function notePress(target: EventTarget | null): void {
  press = { target, way: wayBack() };
}

/** Notes that the keyboard is in use: what it opens, it opens from where the focus is. */
export function noteKey(): void {
  press = null;
}

/**
 * The press that brought the focus to where it is, unless that is a text, which is a place of its own. From nowhere a finger
 * comes to stay: to write is not what it asked for, and the keyboard would cover the screen.
 */
function broughtHere(): typeof press {
  const here = document.activeElement;
  if (!(press?.target instanceof Node && here?.contains(press.target)) || takesText(here)) return null;
  return press.way.length > 0 || hasFinePointer() ? press : null;
}

/** Whether an element is what the pointer has pressed, since when no key was used. */
export function isPressed(element: HTMLElement | null): boolean {
  return press?.target instanceof Node && element?.contains(press.target) === true;
}

/** Whether the focus is in an element only because the pointer has pressed it. */
export function isOnlyPressed(element: HTMLElement | null): boolean {
  return element?.contains(document.activeElement) === true && broughtHere() !== null;
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

/** Takes the focus to where one writes when something covers a part of the screen that has it. A finger asked for no keyboard. */
export function useLeavesWhenCovered(ref: RefObject<HTMLElement | null>, isCovered: boolean): void {
  useLayoutEffect(() => {
    const here = document.activeElement;
    if (!isCovered) return;
    if (here instanceof HTMLElement && ref.current?.contains(here)) here.blur();
    // The browser may have taken the focus from it already.
    if (hasFinePointer() && isNowhere()) leaveBy([]);
  }, [ref, isCovered]);
}

let pane: Element | null = null;

/** Notes which part of the screen is in use, for `home`. */
export function noteUse(target: EventTarget | null): void {
  const used = target instanceof Element ? target.closest("[data-pane]") : null;
  if (used) pane = used;
}

/** Where one writes (`data-home`): in the part of the screen that was used last, else in the first that shows. */
export function home(): HTMLElement | null {
  const homes = [...document.querySelectorAll<HTMLElement>("[data-home]")].filter(isShown);
  return homes.find((element) => pane?.contains(element)) ?? homes[0] ?? null;
}

/** Whether an element can be seen and take the focus: it has a place on the page, and nothing stands over the whole of its pane. */
export function isShown(element: HTMLElement): boolean {
  return element.getClientRects().length > 0 && getComputedStyle(element).visibility === "visible";
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
