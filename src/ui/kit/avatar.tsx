"use client";

import { Bot } from "lucide-react";
import type { CSSProperties } from "react";
import { classNames } from "./class-names";
import { initialsOf } from "./initials";

export type AvatarProps = {
  /** The id of a person or workspace, which determines the colour. */
  id: string;
  /** Without letters and digits, its first character stands for it. */
  name: string;
  /** Stands in the place of the name's letters. */
  text?: string | undefined;
  /** A bot whose name has neither shows the picture of one. */
  isBot?: boolean;
  sizePx?: 16 | 20 | 24 | 32 | 36 | 72;
};

/**
 * Coloured initials. Decorative: the name is always beside it. A person's `avatar_url` is never loaded: it points wherever its
 * owner wants, and loading it would tell them who reads, when and from where.
 */
export function Avatar({ id, name, text, isBot = false, sizePx = 36 }: AvatarProps) {
  const initials = initialsOf(name) || (isBot ? "" : ([...name][0] ?? ""));
  return (
    <span aria-hidden="true" className={classNames(avatarBox, avatarSizes[sizePx])} style={avatarHue(id)}>
      {isBot && initials === "" ? <Bot className="size-1/2" /> : (text ?? (sizePx <= 20 ? [...initials][0] : initials))}
    </span>
  );
}

const avatarBox = "avatar inline-flex shrink-0 select-none items-center justify-center font-semibold";

const avatarSizes = {
  16: "size-4 rounded-sm text-2xs",
  20: "size-5 rounded-sm text-2xs",
  24: "size-6 rounded-md text-2xs",
  32: "size-8 rounded-lg text-xs",
  36: "size-9 rounded-lg text-sm",
  72: "size-18 rounded-xl text-xl",
};

const hues = 16;

/** The colour of an avatar, one of sixteen hues. The same id always gets the same one. */
function avatarHue(id: string): CSSProperties {
  let hash = 2166136261;
  for (let index = 0; index < id.length; index++) hash = Math.imul(hash ^ id.charCodeAt(index), 16777619);
  return { "--hue": ((hash >>> 0) % hues) * (360 / hues) } as CSSProperties;
}
