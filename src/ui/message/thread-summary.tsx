"use client";

import { useFormatter, useNow, useTranslations } from "use-intl";
import type { Author } from "../../domain/core/people";
import type { MessageResource } from "../../domain/messages/rules";
import { useTabStop } from "../kit/tab-stop";
import { AvatarStack } from "../people/avatar-stack";

export type ThreadSummaryProps = {
  message: MessageResource;
  onOpen?: ((message: MessageResource) => void) | undefined;
  /** People by id, for the avatars of the latest repliers. */
  personOf?: ((userId: string) => Author | undefined) | undefined;
};

/** “3 replies last reply 2 minutes ago” below a message that has a thread. */
export function ThreadSummary({ message, onOpen, personOf }: ThreadSummaryProps) {
  const t = useTranslations("message");
  const format = useFormatter();
  const now = useNow({ updateInterval: 60_000 });
  const tabIndex = useTabStop();
  const thread = message.thread_state;
  if (!thread || thread.reply_count === 0) return null;
  const count = t("threadSummary", { count: thread.reply_count });
  const last = thread.last_reply_at
    ? t("threadLast", { time: format.relativeTime(Math.min(Date.parse(thread.last_reply_at), now.getTime()), now) })
    : "";
  const people = thread.last_reply_author_ids.flatMap((id) => personOf?.(id) ?? []).slice(0, 3);
  return (
    <button
      type="button"
      tabIndex={tabIndex}
      aria-label={t("openThread", { summary: last ? `${count}, ${last}` : count })}
      disabled={!onOpen}
      onClick={() => onOpen?.(message)}
      className="-ms-1 mt-1 mb-0.5 flex min-h-6 max-w-full items-center gap-2 rounded-md px-1 text-sm enabled:hover:bg-pressed enabled:hover:[--under:var(--pressed)] touch:min-h-11"
    >
      {people.length > 0 ? <AvatarStack people={people} /> : null}
      <span className="font-medium text-accent">{count}</span>
      <span className="truncate text-muted">{last}</span>
    </button>
  );
}
