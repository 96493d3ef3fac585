"use client";

import { useId } from "react";
import { useTranslations } from "use-intl";

export type SingleKeysFieldProps = { isOn: boolean; onChange: (isOn: boolean) => void };

/** Turns single-character shortcuts on and off. */
export function SingleKeysField({ isOn, onChange }: SingleKeysFieldProps) {
  const t = useTranslations("shortcuts");
  const hintId = useId();
  return (
    <div>
      <label className="flex min-h-6 items-center gap-2 touch:min-h-11">
        <input
          type="checkbox"
          checked={isOn}
          aria-describedby={hintId}
          onChange={(event) => onChange(event.target.checked)}
          className="size-4 shrink-0 accent-(--accent-fill)"
        />
        {t("singleKeys")}
      </label>
      <p id={hintId} className="ms-6 text-muted text-sm">
        {t("singleKeysHint")}
      </p>
    </div>
  );
}
