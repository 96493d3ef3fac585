"use client";

import { useTranslations } from "use-intl";
import { Choice } from "../kit/choice";

export type SingleKeysFieldProps = { isOn: boolean; onChange: (isOn: boolean) => void };

/** Turns single-character shortcuts on and off. */
export function SingleKeysField({ isOn, onChange }: SingleKeysFieldProps) {
  const t = useTranslations("shortcuts");
  return (
    <Choice
      type="checkbox"
      checked={isOn}
      hint={t("singleKeysHint")}
      onChange={(event) => onChange(event.target.checked)}
    >
      {t("singleKeys")}
    </Choice>
  );
}
