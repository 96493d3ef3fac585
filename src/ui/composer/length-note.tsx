"use client";

import { useTranslations } from "use-intl";

/** Nothing for most messages; what is left near the limit; what to do beyond it. */
export function LengthNote({ length, max }: { length: number; max: number }) {
  const t = useTranslations("composer");
  const left = max - length;
  if (left > 500) return null;
  if (left < 0) {
    return (
      <p role="alert" className="text-danger">
        {t("tooLong", { max, length })}
      </p>
    );
  }
  return <p>{t("remaining", { count: left })}</p>;
}
