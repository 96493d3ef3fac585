"use client";

import { useMember } from "../../client/hooks";
import { Avatar } from "../kit/avatar";
import { classNames } from "../kit/class-names";

export type GroupAvatarProps = {
  /** The others in the conversation. The first two give the colours. */
  ids: readonly string[];
  sizePx: keyof typeof sizes;
};

/** The box, and the two in it. */
const sizes = {
  20: { box: "size-5", each: 16 },
  24: { box: "size-6", each: 20 },
  36: { box: "size-9", each: 24 },
} as const;

/**
 * Several people of a direct conversation: two avatars that overlap. Small ones have no room for letters, but for the number of people.
 * `--under` is the colour of what is behind them.
 */
export function GroupAvatar({ ids, sizePx }: GroupAvatarProps) {
  const [first = "", second = ""] = ids;
  const { box, each } = sizes[sizePx];
  return (
    <span aria-hidden="true" className={classNames("relative shrink-0", box)}>
      <span className="absolute start-0 top-0 flex">
        {each === 24 ? <OneOfThem id={first} /> : <Avatar id={first} name="" sizePx={each} />}
      </span>
      <span className="absolute end-0 bottom-0 flex rounded-sm ring-(--under) ring-[1.5px]">
        {each === 24 ? (
          <OneOfThem id={second} />
        ) : (
          <Avatar id={second} name="" text={String(ids.length)} sizePx={each} />
        )}
      </span>
    </span>
  );
}

function OneOfThem({ id }: { id: string }) {
  return <Avatar id={id} name={useMember(id)?.display_name ?? ""} sizePx={24} />;
}
