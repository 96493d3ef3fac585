"use client";

import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { usePresenceOf } from "../../client/hooks";
import { classNames } from "../kit/class-names";

/** A person's presence: full, half or empty, so that colour is not the only cue. Blank until known. */
export function PresenceDot({ userId, size = usual }: { userId: string; size?: string }) {
  const t = useTranslations("people");
  const status = usePresenceOf(userId);
  if (!status) return <span aria-hidden="true" className={classNames(dot, size, "border-transparent")} />;
  return (
    <span
      role="img"
      aria-label={t(status)}
      title={t(status)}
      className={classNames(dot, size, "rounded-full", looks[status])}
    />
  );
}

/** An avatar with the person's presence on its corner. `--under` is the colour of what is behind both. */
export function CornerPresence({ userId, children }: { userId: string; children: ReactNode }) {
  return (
    <span className="relative flex shrink-0">
      {children}
      <span className="absolute -end-[3px] -bottom-[3px] flex rounded-full bg-(--under) p-[1.5px]">
        <PresenceDot userId={userId} size="size-2 border-[1.5px]" />
      </span>
    </span>
  );
}

const dot = "inline-block shrink-0";
const usual = "size-2.5 border-2";

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
