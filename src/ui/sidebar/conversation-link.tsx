"use client";

import { Pencil } from "lucide-react";
import { memo, useRef } from "react";
import { useTranslations } from "use-intl";
import { useEngine } from "../../client/hooks";
import type { ConversationRow } from "../../client/views/shapes";
import { isUnread } from "../../client/views/sidebar";
import { ConversationMark } from "../channels/conversation-mark";
import { Badge } from "../kit/badge";
import { classNames } from "../kit/class-names";
import { Name } from "../kit/name";
import { follow } from "../navigation/follow";
import { pathOf, placeOf, targetOf } from "../navigation/place";
import { useWorkspace } from "../session/use-workspace";

export type ConversationLinkProps = { row: ConversationRow; isCurrent: boolean; isStop: boolean };

const hoverMs = 80;

/** A conversation in the sidebar, in ink and semibold while it has unread messages. */
export const ConversationLink = memo(function ConversationLink({ row, isCurrent, isStop }: ConversationLinkProps) {
  const t = useTranslations("sidebar");
  const engine = useEngine();
  const { workspace } = useWorkspace();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const path = pathOf(placeOf(workspace.slug, targetOf(row)));
  const hasUnread = isUnread(row);
  const more = row.is_at_least ? "yes" : "no";
  return (
    <a
      href={path}
      draggable={false}
      tabIndex={isStop ? 0 : -1}
      aria-current={isCurrent ? "page" : undefined}
      data-conversation={row.id}
      data-unread={hasUnread ? "" : undefined}
      data-calls={row.mention_count > 0 ? "" : undefined}
      onClick={(event) => follow(event, path)}
      onPointerEnter={() => {
        timer.current = setTimeout(() => engine.prefetch(row.id), hoverMs);
      }}
      onPointerLeave={() => clearTimeout(timer.current)}
      className={classNames(
        "flex min-h-7 select-none items-center gap-2 rounded-md px-2 outline-offset-[-2px] [-webkit-touch-callout:none] touch:min-h-11",
        isCurrent ? "bg-pressed [--under:var(--pressed)]" : "hover:bg-pressed/60",
        isCurrent || hasUnread ? "text-ink" : "text-muted",
        hasUnread ? "font-semibold" : isCurrent && "font-medium",
      )}
    >
      <ConversationMark of={row} sizePx={20} />
      <Name className="min-w-0 flex-1 truncate">{row.name}</Name>
      {hasUnread && row.mention_count === 0 ? (
        <span className="sr-only">{t("unread", { count: row.unread_count, more })}</span>
      ) : null}
      {row.has_draft && !isCurrent ? (
        <Pencil role="img" aria-label={t("draft")} className="size-3.5 text-muted" />
      ) : null}
      <Badge
        count={row.mention_count}
        isAtLeast={row.is_at_least}
        label={t("mentions", { count: row.mention_count, more })}
      />
    </a>
  );
});
