"use client";

import { Form as Base } from "@base-ui/react/form";
import { createContext, type FormEvent, type ReactNode, useContext, useMemo, useRef } from "react";
import { useTranslations } from "use-intl";
import { readError } from "../../client/transport/api";
import { type About, faultsIn, type Labels } from "./faults";

export type FormProps = {
  /** Handed in once every field is right as far as this page can tell. */
  onSubmit: (event: FormEvent<HTMLFormElement>) => void;
  /** What the server said to the last attempt. */
  error: unknown;
  /** What the fields are called, by their names, which are those of the API. */
  labels: Labels;
  about?: About;
  id?: string;
  className?: string;
  children: ReactNode;
};

const RestContext = createContext<string | null>(null);

/**
 * A form whose fields say beside themselves what is wrong, by this page's rules and by the server's; the first of them gets the focus. The
 * browser's own bubbles, which look different and vanish by themselves, never show. `FormFault` says what concerns no field.
 */
export function Form({ onSubmit, error, labels, about, children, ...rest }: FormProps) {
  const t = useTranslations("form");
  // Until there is another answer: what one types takes a fault away, and neither drawing the form again nor trying again brings it back.
  const last = useRef<unknown>(null);
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
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(event);
      }}
    >
      <RestContext value={error ? other : null}>{children}</RestContext>
    </Base>
  );
}

/** What went wrong with the last attempt and concerns no field; nothing while all is well. */
export function FormFault() {
  const fault = useContext(RestContext);
  if (fault === null) return null;
  return (
    <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-danger text-sm">
      {fault}
    </p>
  );
}
