"use client";

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

const dot = "inline-block shrink-0";
const usual = "size-2.5 border-2";

const looks = {
  online: "border-success bg-success",
  away: "border-success",
  offline: "border-faint",
};
