"use client";

import type { MouseEvent } from "react";
import { go } from "./use-place";

/** Opens a link inside the app without leaving the page, unless the user asks for another tab. */
export function follow(event: MouseEvent, path: string): void {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  go(path);
}
