"use client";

import type { Author } from "../../domain/core/people";
import { Avatar, type AvatarProps } from "../kit/avatar";
import { PresenceDot } from "./presence-dot";

/** A person's avatar with their presence on its corner. */
export function PersonAvatar({ person, sizePx }: { person: Author } & Required<Pick<AvatarProps, "sizePx">>) {
  const { id, display_name, kind } = person;
  return (
    <span className="relative inline-flex shrink-0">
      <Avatar id={id} name={display_name} isBot={kind === "bot"} sizePx={sizePx} />
      <span className="absolute -end-0.5 -bottom-0.5 inline-flex rounded-full bg-canvas p-0.5 empty:hidden">
        <PresenceDot userId={id} />
      </span>
    </span>
  );
}
