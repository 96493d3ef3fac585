"use client";

import type { Author } from "../../domain/core/people";
import { Avatar } from "../kit/avatar";
import { classNames } from "../kit/class-names";

/** The avatars of a few people who took part in something, one over the edge of another. `--under` is the colour behind them. */
export function AvatarStack({ people }: { people: readonly Author[] }) {
  return (
    <span aria-hidden="true" className="flex shrink-0">
      {people.map(({ id, display_name, kind }, index) => (
        <span key={id} className={classNames("flex rounded-sm ring-(--under) ring-2", index > 0 && "-ms-1")}>
          <Avatar id={id} name={display_name} isBot={kind === "bot"} sizePx={20} />
        </span>
      ))}
    </span>
  );
}
