"use client";

import { useFormatter, useNow } from "use-intl";

const minuteMs = 60_000;

/** The time of day where a person is; null if their time zone is not known, or if it is the same time here. */
export function useLocalTime(timeZone: string): string | null {
  const format = useFormatter();
  const now = useNow({ updateInterval: minuteMs });
  if (timeZone === "") return null;
  try {
    const there = format.dateTime(now, { hour: "numeric", minute: "2-digit", timeZone });
    return there === format.dateTime(now, { hour: "numeric", minute: "2-digit" }) ? null : there;
  } catch {
    // This browser does not know the time zone.
    return null;
  }
}
