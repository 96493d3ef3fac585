"use client";

import { Bot } from "lucide-react";
import { classNames } from "./class-names";
import { initialsOf } from "./initials";

export type AvatarProps = {
  /** The person's id, which determines the colour. */
  id: string;
  name: string;
  /** Bots get a shape with cut corners, so that nobody mistakes them for people. */
  isBot?: boolean;
  sizePx?: 20 | 24 | 36 | 72;
};

/**
 * Coloured initials. Decorative: the name is always beside it. A person's `avatar_url` is never loaded: it points wherever its
 * owner wants, and loading it would tell them who reads, when and from where.
 */
export function Avatar({ id, name, isBot = false, sizePx = 36 }: AvatarProps) {
  const shape = isBot
    ? "[clip-path:polygon(22%_0,78%_0,100%_22%,100%_78%,78%_100%,22%_100%,0_78%,0_22%)]"
    : "rounded-md";
  return (
    <span
      aria-hidden="true"
      className={classNames(
        "inline-flex shrink-0 select-none items-center justify-center font-semibold text-on-accent",
        sizes[sizePx],
        shape,
      )}
      style={{ backgroundColor: colourOf(id) }}
    >
      {isBot && !initialsOf(name) ? <Bot className="size-1/2" /> : initialsOf(name)}
    </span>
  );
}

const sizes = { 20: "size-5 text-[9px]", 24: "size-6 text-[10px]", 36: "size-9 text-sm", 72: "size-18 text-xl" };

/** White letters have a contrast of 4.5:1 or better on all of these. */
const colours = [
  "#3b5bd6",
  "#7a4bc9",
  "#a83c9e",
  "#b8375f",
  "#b04425",
  "#8a5a00",
  "#5a6b1a",
  "#2b7437",
  "#0f7261",
  "#0d6d8c",
  "#4a5f8c",
  "#6b5a4b",
];

/** The same id always gets the same colour. */
export function colourOf(id: string): string {
  let hash = 2166136261;
  for (let index = 0; index < id.length; index++) hash = Math.imul(hash ^ id.charCodeAt(index), 16777619);
  return colours[(hash >>> 0) % colours.length] ?? "#4a5f8c";
}
