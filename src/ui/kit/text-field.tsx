"use client";

import { Field } from "@base-ui/react/field";
import { createContext, type InputHTMLAttributes, type ReactNode, type Ref, type RefObject, useContext } from "react";
import { useTranslations } from "use-intl";
import { normalEmail } from "../../domain/accounts/email-address";
import { looksEmpty } from "../../domain/core/measure";
import { classNames } from "./class-names";
import { fieldBox } from "./field-box";

export type TextFieldProps = Omit<InputHTMLAttributes<HTMLInputElement>, "defaultValue" | "value" | "type"> & {
  label: string;
  value?: string;
  defaultValue?: string;
  /** Shown below the field and read out with it. */
  hint?: ReactNode;
  hideLabel?: boolean;
  /** Validates the text as an address, and phones offer the right keys. */
  isEmail?: boolean;
  ref?: Ref<HTMLInputElement>;
};

/**
 * Whether the form is being submitted right now. Only then a field may say that it is empty: what empties it otherwise is its user,
 * who may be about to write, or a success.
 */
export const SubmittingContext = createContext<Readonly<RefObject<boolean>>>({ current: true });

/** A one-line text field with its label and hint. In a form it shows its fault below, once the user has tried to submit. */
export function TextField({
  label,
  hint,
  hideLabel = false,
  className,
  name,
  required,
  isEmail,
  ...rest
}: TextFieldProps) {
  const t = useTranslations("kit");
  const isSubmitting = useContext(SubmittingContext);
  function validate(value: unknown): string | null {
    const text = typeof value === "string" ? value.trim() : "";
    if (looksEmpty(text)) return required && isSubmitting.current ? t("fieldEmpty", { label }) : null;
    return isEmail && normalEmail(text) === null ? t("fieldNoAddress") : null;
  }
  return (
    <Field.Root name={name} validate={validate} className={classNames("flex flex-col gap-1", className)}>
      <Field.Label className={hideLabel ? "sr-only" : "font-medium text-sm"}>{label}</Field.Label>
      {/* No native validation: the browser would show its own messages. */}
      <Field.Control
        dir="auto"
        aria-required={required}
        {...(isEmail && { inputMode: "email", autoComplete: "email", autoCapitalize: "none", spellCheck: false })}
        {...rest}
        className={fieldBox}
      />
      {hint ? <Field.Description className="text-muted text-sm">{hint}</Field.Description> : null}
      <Field.Error className="text-danger text-sm" />
    </Field.Root>
  );
}
