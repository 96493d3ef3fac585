"use client";

import { useTranslations } from "use-intl";
import type { bundleNames } from "../../domain/core/scopes";
import { Choice, Choices } from "../kit/choice";

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
    <Choices legend={t("may")}>
      {choices.map(({ bundle, word }) => (
        <Choice
          key={bundle}
          type="radio"
          name="bundle"
          checked={value === bundle}
          hint={t(`bundle.${word}Hint`)}
          onChange={() => onChange(bundle)}
        >
          {t(`bundle.${word}`)}
        </Choice>
      ))}
    </Choices>
  );
}
