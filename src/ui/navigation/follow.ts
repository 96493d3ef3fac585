"use client";

import type { MouseEvent } from "react";
import { go } from "./use-place";

/** Opens a place of ours without leaving the page, unless the person asks for another tab. */
export function follow(event: MouseEvent, path: string): void {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  go(path);
}
