"use client";

import { useTranslations } from "use-intl";
import { lengthOf } from "../../domain/core/measure";

/** The number of characters left at which the note appears. */
const leftMin = 500;

/** Nothing for most messages; the characters left near the limit; an alert beyond it. */
export function LengthNote({ text, max }: { text: string; max: number }) {
  const t = useTranslations("composer");
  if (text.length < max - leftMin) return null;
  const length = lengthOf(text);
  const left = max - length;
  if (left > leftMin) return null;
  if (left < 0) {
    return (
      <p role="alert" className="text-danger">
        {t("tooLong", { max, length })}
      </p>
    );
  }
  return <p>{t("remaining", { count: left })}</p>;
}
