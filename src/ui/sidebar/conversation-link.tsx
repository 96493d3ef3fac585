"use client";

import { Hash, Lock, Pencil } from "lucide-react";
import { memo, useRef } from "react";
import { useTranslations } from "use-intl";
import { useEngine } from "../../client/hooks";
import type { ConversationRow } from "../../client/views/shapes";
import { Badge } from "../kit/badge";
import { classNames } from "../kit/class-names";
import { Name } from "../kit/name";
import { follow } from "../navigation/follow";
import { pathOf, placeOf, targetOf } from "../navigation/place";
import { GroupMark, PresenceDot } from "../people/presence-dot";
import { useWorkspace } from "../session/use-workspace";

export type ConversationLinkProps = { row: ConversationRow; isCurrent: boolean; isStop: boolean };

const hoverMs = 80;

/** A conversation in the sidebar, in bold while it has unread messages. */
export const ConversationLink = memo(function ConversationLink({ row, isCurrent, isStop }: ConversationLinkProps) {
  const t = useTranslations("sidebar");
  const engine = useEngine();
  const { workspace } = useWorkspace();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const path = pathOf(placeOf(workspace.slug, targetOf(row)));
  const isUnread = row.unread_count > 0;
  const more = row.is_at_least ? "yes" : "no";
  return (
    <a
      href={path}
      tabIndex={isStop ? 0 : -1}
      aria-current={isCurrent ? "page" : undefined}
      data-conversation={row.id}
      onClick={(event) => follow(event, path)}
      onPointerEnter={() => {
        timer.current = setTimeout(() => engine.prefetch(row.id), hoverMs);
      }}
      onPointerLeave={() => clearTimeout(timer.current)}
      className={classNames(
        "flex min-h-7 items-center gap-2 rounded-md px-2 outline-offset-[-2px] touch:min-h-11",
        isCurrent ? "bg-pressed text-ink" : isUnread ? "text-ink hover:bg-pressed" : "text-muted hover:bg-pressed",
        isUnread && "font-semibold",
      )}
    >
      <span className="flex w-4 shrink-0 justify-center">
        <RowMark row={row} />
      </span>
      <Name className="min-w-0 flex-1 truncate">{row.name}</Name>
      {isUnread && row.mention_count === 0 ? (
        <span className="sr-only">{t("unread", { count: row.unread_count, more })}</span>
      ) : null}
      {row.has_draft && !isCurrent ? (
        <Pencil role="img" aria-label={t("draft")} className="size-3.5 shrink-0 text-muted" strokeWidth={1.75} />
      ) : null}
      <Badge
        count={row.mention_count}
        isAtLeast={row.is_at_least}
        label={t("mentions", { count: row.mention_count, more })}
      />
    </a>
  );
});

function RowMark({ row }: { row: ConversationRow }) {
  const t = useTranslations("conversation");
  const [other] = row.other_ids;
  if (row.kind === "direct")
    return row.other_ids.length === 1 && other ? (
      <PresenceDot userId={other} />
    ) : (
      <GroupMark count={row.other_ids.length} />
    );
  if (row.kind === "private")
    return <Lock role="img" aria-label={t("private")} className="size-3.5" strokeWidth={1.75} />;
  return <Hash aria-hidden="true" className="size-4" strokeWidth={1.75} />;
}
