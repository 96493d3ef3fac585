"use client";

import { usePresenceOf } from "../../client/hooks";
import type { Author } from "../../domain/core/people";
import { Avatar, type AvatarProps } from "../kit/avatar";
import { PresenceDot } from "./presence-dot";

export type PersonAvatarProps = Required<Pick<AvatarProps, "sizePx">> & {
  person: Pick<Author, "id" | "display_name" | "kind">;
};

/** A person's avatar with their presence, once it is known, on its corner. A bot has none: it is not somebody who comes and goes. `--under` is the colour of what is behind both. */
export function PersonAvatar({ person: { id, display_name, kind }, sizePx }: PersonAvatarProps) {
  const presence = usePresenceOf(id);
  const hasDot = presence && kind !== "bot";
  return (
    <span className="relative flex shrink-0">
      <Avatar id={id} name={display_name} isBot={kind === "bot"} sizePx={sizePx} />
      {hasDot ? (
        <span className="absolute -end-[3px] -bottom-[3px] flex rounded-full bg-(--under) p-[1.5px]">
          <PresenceDot userId={id} size="size-2 border-[1.5px]" />
        </span>
      ) : null}
    </span>
  );
}
