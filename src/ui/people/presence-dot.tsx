"use client";

import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { usePresence } from "../../client/hooks";
import { classNames } from "../kit/class-names";

/** A person's presence: full, half or empty, so that colour is not the only cue. Blank until known. */
export function PresenceDot({ userId }: { userId: string }) {
  const t = useTranslations("people");
  const ids = useMemo(() => [userId], [userId]);
  const status = usePresence(ids).get(userId);
  if (!status) return <span aria-hidden="true" className={dot} />;
  return (
    <span
      role="img"
      aria-label={t(status)}
      title={t(status)}
      className={classNames(dot, "rounded-full border-2", looks[status])}
    />
  );
}

const dot = "inline-block size-2.5 shrink-0";

const looks = {
  online: "border-success bg-success",
  away: "border-success",
  offline: "border-faint",
};

/** The number of others in a direct conversation of more than two people. */
export function GroupMark({ count }: { count: number }) {
  return (
    <span
      aria-hidden="true"
      className="inline-flex size-4 shrink-0 items-center justify-center rounded-sm bg-pressed font-semibold text-[0.625rem] text-muted"
    >
      {count}
    </span>
  );
}
