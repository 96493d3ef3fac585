"use client";

import type { Author } from "../../domain/core/people";
import { Avatar } from "../kit/avatar";
import { classNames } from "../kit/class-names";

export type AvatarStackProps = { people: readonly Author[]; sizePx?: 20 | 32 };

/** The avatars of a few people who took part in something, one over the edge of another. `--under` is the colour behind them. */
export function AvatarStack({ people, sizePx = 20 }: AvatarStackProps) {
  return (
    <span aria-hidden="true" className="flex shrink-0">
      {people.map(({ id, display_name, kind }, index) => (
        <span
          key={id}
          className={classNames(
            "flex ring-(--under) ring-2",
            sizePx === 20 ? "rounded-sm" : "rounded-lg",
            index > 0 && "-ms-1",
          )}
        >
          <Avatar id={id} name={display_name} isBot={kind === "bot"} sizePx={sizePx} />
        </span>
      ))}
    </span>
  );
}
