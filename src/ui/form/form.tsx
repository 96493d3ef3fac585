"use client";

import { Form as Base } from "@base-ui/react/form";
import { createContext, type FormEvent, type ReactNode, useContext, useMemo, useRef } from "react";
import { useTranslations } from "use-intl";
import { readError } from "../../client/transport/api";
import { SubmittingContext } from "../kit/text-field";
import { type About, faultsIn, type Labels } from "./faults";

export type FormProps = {
  /** Called once every field is valid as far as this page can tell. */
  onSubmit: (event: FormEvent<HTMLFormElement>) => void;
  /** The server's error from the last attempt. */
  error: unknown;
  /** The labels of the fields, by name; the names are those of the API. */
  labels: Labels;
  about?: About;
  id?: string;
  className?: string;
  children: ReactNode;
};

const RestContext = createContext<string | null>(null);

/**
 * A form whose fields show their own faults, by this page's rules and the server's. The first faulty field gets the focus. The
 * browser's own validation bubbles never show. `FormFault` shows a fault that belongs to no field.
 */
export function Form({ onSubmit, error, labels, about, children, ...rest }: FormProps) {
  const t = useTranslations("form");
  // Kept until the next answer: typing clears a fault, and neither a rerender nor another attempt restores it.
  const last = useRef<unknown>(null);
  const isSubmitting = useRef(false);
  if (error) last.current = error;
  // biome-ignore lint/correctness/useExhaustiveDependencies: labels are made anew with each drawing, and say the same.
  const { beside, other } = useMemo(() => {
    if (!last.current) return { beside: {}, other: null };
    const sentence = (label: string, fault: string) => t("fault", { label, fault });
    return faultsIn(readError(last.current), { labels, about, sentence });
  }, [last.current]);
  return (
    <Base
      {...rest}
      errors={beside}
      onSubmitCapture={() => {
        isSubmitting.current = true;
        // Once all of this event's listeners have run, between which a microtask would come.
        setTimeout(() => {
          isSubmitting.current = false;
        });
      }}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(event);
      }}
    >
      <SubmittingContext value={isSubmitting}>
        <RestContext value={error ? other : null}>{children}</RestContext>
      </SubmittingContext>
    </Base>
  );
}

/** The last attempt's fault that belongs to no field; nothing if there is none. */
export function FormFault() {
  const fault = useContext(RestContext);
  if (fault === null) return null;
  return (
    <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-danger text-sm">
      {fault}
    </p>
  );
}
