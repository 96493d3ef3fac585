"use client";

import { useFormatter, useNow, useTranslations } from "use-intl";
import { classNames } from "../kit/class-names";

/** A line across the list with the day, *New*, or both. */
export function Divider({ day, isNew }: { day: string | null; isNew: boolean }) {
  const t = useTranslations("timeline");
  return (
    <div className={`measure flex items-center gap-3 pt-3 font-medium text-xs ${isNew ? "text-danger" : "text-muted"}`}>
      <span className={`h-px flex-1 ${isNew ? "bg-danger/50" : "bg-line"}`} />
      {day === null ? null : <Day at={day} />}
      {isNew && day !== null ? <span className="h-px flex-1 bg-danger/50" /> : null}
      {isNew ? (
        <span>
          <span aria-hidden="true">{t("new")}</span>
          <span className="sr-only">{t("newFrom")}</span>
        </span>
      ) : (
        <span className="h-px flex-1 bg-line" />
      )}
    </div>
  );
}

/** The day of the top row, floating over it while the reader scrolls. Hidden for today. */
export function DayPill({ at, isShown }: { at: string; isShown: boolean }) {
  const now = useNow({ updateInterval: 60_000 });
  if (startOfDay(now) <= Date.parse(at)) return null;
  return (
    <p aria-hidden="true" data-day-pill className={classNames(pill, isShown ? "opacity-100" : "opacity-0")}>
      <Day at={at} />
    </p>
  );
}

const pill =
  "pointer-events-none absolute inset-x-0 top-2 z-10 mx-auto w-fit rounded-full border border-line bg-raised px-3 py-0.5 font-medium text-muted text-xs transition-opacity";

/** The line between a message and its replies, with their number. */
export function ReplyCount({ count }: { count: number }) {
  const t = useTranslations("message");
  return (
    <div className="measure flex items-center gap-3 pt-3 text-muted text-xs">
      {t("threadSummary", { count })}
      <span className="h-px flex-1 bg-line" />
    </div>
  );
}

function Day({ at }: { at: string }) {
  const t = useTranslations("timeline");
  const format = useFormatter();
  const now = useNow({ updateInterval: 60_000 });
  const date = new Date(at);
  const days = Math.round((startOfDay(now) - startOfDay(date)) / 86_400_000);
  if (days === 0) return t("today");
  if (days === 1) return t("yesterday");
  const isThisYear = date.getFullYear() === now.getFullYear();
  return format.dateTime(date, {
    weekday: "long",
    month: "long",
    day: "numeric",
    ...(!isThisYear && { year: "numeric" }),
  });
}

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
