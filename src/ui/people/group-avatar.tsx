"use client";

import { useMember } from "../../client/hooks";
import { Avatar } from "../kit/avatar";
import { classNames } from "../kit/class-names";

export type GroupAvatarProps = {
  /** The others in the conversation. The first two are shown. */
  ids: readonly string[];
  sizePx: 20 | 24;
};

/** Several people of a direct conversation: two avatars that overlap. `--under` is the colour of what is behind them. */
export function GroupAvatar({ ids: [first = "", second = ""], sizePx }: GroupAvatarProps) {
  return (
    <span aria-hidden="true" className={classNames("relative shrink-0", sizePx === 20 ? "size-5" : "size-6")}>
      <span className="absolute start-0 top-0 flex">
        <Small id={first} />
      </span>
      <span className="absolute end-0 bottom-0 flex rounded-sm ring-(--under) ring-[1.5px]">
        <Small id={second} />
      </span>
    </span>
  );
}

function Small({ id }: { id: string }) {
  return <Avatar id={id} name={useMember(id)?.display_name ?? ""} sizePx={14} />;
}
