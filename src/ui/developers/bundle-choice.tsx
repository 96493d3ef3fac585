"use client";

import { useTranslations } from "use-intl";
import type { bundleNames } from "../../domain/core/scopes";

export type Bundle = (typeof bundleNames)[number];

export type BundleChoiceProps = { value: Bundle; onChange: (bundle: Bundle) => void };

const choices = [
  { bundle: "bot:write", word: "write" },
  { bundle: "bot:read", word: "read" },
  { bundle: "bot:admin", word: "admin" },
] as const;

/** Chooses the permissions of a token. */
export function BundleChoice({ value, onChange }: BundleChoiceProps) {
  const t = useTranslations("developers");
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 font-medium text-sm">{t("may")}</legend>
      {choices.map(({ bundle, word }) => (
        <label key={bundle} className="flex items-start gap-2">
          <input
            type="radio"
            name="bundle"
            checked={value === bundle}
            onChange={() => onChange(bundle)}
            className="mt-1 size-4 shrink-0 accent-(--accent-fill)"
          />
          <span>
            {t(`bundle.${word}`)}
            <span className="block text-muted text-sm">{t(`bundle.${word}Hint`)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
