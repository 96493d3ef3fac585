import { type InputHTMLAttributes, type ReactNode, useId } from "react";
import { classNames } from "./class-names";
import { checkBox, radioBox } from "./field-box";

export type ChoiceProps = Omit<InputHTMLAttributes<HTMLInputElement>, "type" | "value"> & {
  type: "radio" | "checkbox";
  children: ReactNode;
  /** Shown below and read out with it. */
  hint?: ReactNode;
};

/** One choice with its label: of several, or by itself. */
export function Choice({ children, hint, className, ...rest }: ChoiceProps) {
  const hintId = useId();
  return (
    <div className={className}>
      <label className="flex min-h-6 items-start gap-2 py-px touch:min-h-11 touch:items-center">
        <input
          {...rest}
          aria-describedby={hint ? hintId : undefined}
          className={classNames("mt-0.75 size-4 shrink-0 touch:mt-0", rest.type === "radio" ? radioBox : checkBox)}
        />
        <span className="min-w-0">{children}</span>
      </label>
      {hint ? (
        <p id={hintId} className="ms-6 text-muted text-sm touch:-mt-2">
          {hint}
        </p>
      ) : null}
    </div>
  );
}

/** Choices that belong together, under one name. */
export function Choices({ legend, className, children }: { legend: string; className?: string; children: ReactNode }) {
  return (
    <fieldset className="min-w-0">
      <legend className="mb-2 font-medium text-sm">{legend}</legend>
      <div className={classNames("flex flex-col gap-2", className)}>{children}</div>
    </fieldset>
  );
}
