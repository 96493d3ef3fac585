"use client";

import { useTranslations } from "use-intl";
import { tooltipProps } from "../kit/tooltip";
import { usePaneButton } from "../navigation/use-pane-button";
import { AvatarStack } from "../people/avatar-stack";
import { useMemberFaces } from "./use-member-faces";

const facesMax = 3;

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
      className="inline-flex h-8 shrink-0 cursor-default select-none items-center gap-2 rounded-lg border border-line px-1.5 text-muted text-sm tabular-nums transition-colors hover:bg-hover hover:text-ink hover:[--under:var(--hover)] active:bg-pressed aria-pressed:bg-pressed aria-pressed:text-ink aria-pressed:[--under:var(--pressed)] max-sm:hidden touch:min-h-11"
      {...tooltipProps(label, { side: "bottom" })}
      {...button}
    >
      <AvatarStack people={faces.members.slice(0, facesMax).map(({ user }) => user)} />
      <span aria-hidden="true" className="pe-1">
        {t("count", { count })}
      </span>
    </button>
  );
}
