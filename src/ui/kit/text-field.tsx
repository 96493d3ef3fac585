"use client";

import { Field } from "@base-ui/react/field";
import type { InputHTMLAttributes, ReactNode, Ref } from "react";
import { classNames } from "./class-names";
import { fieldBox } from "./field-box";

export type TextFieldProps = Omit<InputHTMLAttributes<HTMLInputElement>, "defaultValue" | "value"> & {
  label: string;
  value?: string;
  defaultValue?: string;
  /** Shown beneath the field and read out with it. */
  hint?: ReactNode;
  /** What is wrong and what to do about it, in a sentence. */
  error?: string | undefined;
  hideLabel?: boolean;
  ref?: Ref<HTMLInputElement>;
};

/** A one-line text field with its label, hint and error. */
export function TextField({ label, hint, error, hideLabel = false, className, ...rest }: TextFieldProps) {
  return (
    <Field.Root invalid={error !== undefined} className={classNames("flex flex-col gap-1", className)}>
      <Field.Label className={hideLabel ? "sr-only" : "font-medium text-sm"}>{label}</Field.Label>
      <Field.Control dir="auto" className={fieldBox} {...rest} />
      {hint ? <Field.Description className="text-muted text-sm">{hint}</Field.Description> : null}
      <Field.Error match={error !== undefined} className="text-danger text-sm">
        {error}
      </Field.Error>
    </Field.Root>
  );
}
