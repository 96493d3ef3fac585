"use client";

import { ChevronRight } from "lucide-react";
import { useTranslations } from "use-intl";
import { showPane } from "../navigation/use-place";
import { AvatarStack } from "../people/avatar-stack";
import { useMemberFaces } from "./use-member-faces";

/** The first members of a channel and the number of all, as a row that leads to the list. Nothing until they are known. */
export function MembersRow({ channelId }: { channelId: string }) {
  const t = useTranslations("channels");
  const faces = useMemberFaces(channelId);
  const count = faces?.total_count ?? 0;
  if (!faces || count === 0) return null;
  return (
    <div className="border-line border-t pt-3">
      <button
        type="button"
        onClick={() => showPane({ kind: "details", tab: "members" }, { replace: true })}
        className="-mx-2 flex min-h-12 w-[calc(100%+1rem)] items-center gap-3 rounded-md px-2 text-start hover:bg-hover hover:[--under:var(--hover)]"
      >
        <AvatarStack people={faces.members.map(({ user }) => user)} sizePx={32} />
        <span className="min-w-0 flex-1 truncate font-medium">{t("membersButton", { count })}</span>
        <ChevronRight aria-hidden="true" className="size-4 shrink-0 text-muted rtl:rotate-180" strokeWidth={1.75} />
      </button>
    </div>
  );
}
