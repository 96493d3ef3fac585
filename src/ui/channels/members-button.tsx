"use client";

import { useTranslations } from "use-intl";
import { Avatar } from "../kit/avatar";
import { classNames } from "../kit/class-names";
import { tooltipProps } from "../kit/tooltip";
import { usePaneButton } from "../navigation/use-pane-button";
import { useMemberFaces } from "./use-member-faces";

/** The faces of a channel's first members and the number of all, which lead to the list. Nothing until they are known. */
export function MembersButton({ channelId }: { channelId: string }) {
  const t = useTranslations("channels");
  const faces = useMemberFaces(channelId);
  const button = usePaneButton({ kind: "details", tab: "members" });
  const count = faces?.total_count ?? 0;
  if (!faces || count === 0) return null;
  const label = t("membersButton", { count });
  return (
    <button
      type="button"
      aria-label={label}
      className="inline-flex h-8 shrink-0 cursor-default select-none items-center gap-2 rounded-lg border border-line px-1.5 text-muted text-sm tabular-nums transition-colors hover:bg-hover hover:text-ink active:bg-pressed aria-pressed:bg-pressed aria-pressed:text-ink max-sm:hidden touch:min-h-11"
      {...tooltipProps(label, { side: "bottom" })}
      {...button}
    >
      <span aria-hidden="true" className="flex">
        {faces.members.map(({ user }, index) => (
          <span key={user.id} className={classNames("rounded-sm ring-2 ring-canvas", index > 0 && "-ms-1")}>
            <Avatar id={user.id} name={user.display_name} isBot={user.kind === "bot"} sizePx={20} />
          </span>
        ))}
      </span>
      <span aria-hidden="true" className="pe-1">
        {t("count", { count })}
      </span>
    </button>
  );
}
