"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { SingleKeysField } from "../keyboard/single-keys-field";
import { useSingleKeys } from "../keyboard/use-single-keys";
import { currentDensity, currentTheme, densities, setDensity, setTheme, themes } from "../kit/theme";

/** Theme, density and single-key shortcuts. Applies at once, on this device. */
export function PreferencesPage() {
  const t = useTranslations("settings");
  const [theme, changeTheme] = useState(currentTheme);
  const [density, changeDensity] = useState(currentDensity);
  const [hasSingleKeys, changeSingleKeys] = useSingleKeys();
  return (
    <div className="flex flex-col gap-6">
      <Choice
        legend={t("theme")}
        options={themes}
        value={theme}
        nameOf={(one) => t(`themes.${one}`)}
        onChange={(one) => {
          changeTheme(one);
          setTheme(one);
        }}
      />
      <Choice
        legend={t("density")}
        options={densities}
        value={density}
        nameOf={(one) => t(`densities.${one}`)}
        onChange={(one) => {
          changeDensity(one);
          setDensity(one);
        }}
      />
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1 font-medium text-sm">{t("keyboard")}</legend>
        <SingleKeysField isOn={hasSingleKeys} onChange={changeSingleKeys} />
      </fieldset>
    </div>
  );
}

type ChoiceProps<T extends string> = {
  legend: string;
  options: readonly T[];
  value: T;
  nameOf: (option: T) => string;
  onChange: (option: T) => void;
};

function Choice<T extends string>({ legend, options, value, nameOf, onChange }: ChoiceProps<T>) {
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 font-medium text-sm">{legend}</legend>
      {options.map((option) => (
        <label key={option} className="flex min-h-6 items-center gap-2 touch:min-h-11">
          <input
            type="radio"
            name={legend}
            checked={option === value}
            onChange={() => onChange(option)}
            className="size-4 shrink-0 accent-(--accent-fill)"
          />
          {nameOf(option)}
        </label>
      ))}
    </fieldset>
  );
}
