"use client";

import { ChevronDown } from "lucide-react";
import { type SelectHTMLAttributes, useId } from "react";
import { classNames } from "./class-names";
import { fieldBox } from "./field-box";

export type SelectFieldProps = Omit<SelectHTMLAttributes<HTMLSelectElement>, "value" | "onChange"> & {
  label: string;
  value: string;
  options: readonly { readonly value: string; readonly label: string }[];
  onValueChange: (value: string) => void;
};

/** A labelled choice among a few options. */
export function SelectField({ label, options, onValueChange, className, ...rest }: SelectFieldProps) {
  const id = useId();
  return (
    <div className={classNames("flex flex-col gap-1", className)}>
      <label htmlFor={id} className="font-medium text-sm">
        {label}
      </label>
      <div className="relative">
        <select
          id={id}
          className={classNames(fieldBox, "appearance-none truncate pe-8")}
          onChange={(event) => onValueChange(event.target.value)}
          {...rest}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
        <ChevronDown className="pointer-events-none absolute inset-y-0 end-2 my-auto text-muted" />
      </div>
    </div>
  );
}
