"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { SingleKeysField } from "../keyboard/single-keys-field";
import { useSingleKeys } from "../keyboard/use-single-keys";
import { Choice, Choices } from "../kit/choice";
import { currentTheme, densities, setDensity, setTheme, themes } from "../kit/theme";
import { useDensity } from "../kit/use-density";

/** Theme, density and single-key shortcuts. Applies at once, on this device. */
export function PreferencesPage() {
  const t = useTranslations("settings");
  const [theme, changeTheme] = useState(currentTheme);
  const density = useDensity();
  const [hasSingleKeys, changeSingleKeys] = useSingleKeys();
  return (
    <div className="flex flex-col gap-6">
      <OneOf
        legend={t("theme")}
        options={themes}
        value={theme}
        nameOf={(one) => t(`themes.${one}`)}
        onChange={(one) => {
          changeTheme(one);
          setTheme(one);
        }}
      />
      <OneOf
        legend={t("density")}
        options={densities}
        value={density}
        nameOf={(one) => t(`densities.${one}`)}
        onChange={setDensity}
      />
      <div className="touch:hidden">
        <Choices legend={t("keyboard")}>
          <SingleKeysField isOn={hasSingleKeys} onChange={changeSingleKeys} />
        </Choices>
      </div>
    </div>
  );
}

type OneOfProps<T extends string> = {
  legend: string;
  options: readonly T[];
  value: T;
  nameOf: (option: T) => string;
  onChange: (option: T) => void;
};

function OneOf<T extends string>({ legend, options, value, nameOf, onChange }: OneOfProps<T>) {
  return (
    <Choices legend={legend}>
      {options.map((option) => (
        <Choice key={option} type="radio" name={legend} checked={option === value} onChange={() => onChange(option)}>
          {nameOf(option)}
        </Choice>
      ))}
    </Choices>
  );
}
