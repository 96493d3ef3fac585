"use client";

import { Check, Copy } from "lucide-react";
import { useLayoutEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { Button } from "./button";
import { useCopying } from "./copying";
import { fieldBox } from "./field-box";
import { isWriting } from "./focus";
import { TextArea } from "./text-area";

export type CopyFieldProps = {
  label: string;
  value: string;
  /** The field takes the focus when it appears, since it stands in the place of what was pressed. Not from someone who is writing. */
  takesFocus?: boolean;
};

/** Text to copy, such as a link, all of it in view. A click selects it; the button copies it. */
export function CopyField({ label, value, takesFocus = false }: CopyFieldProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    if (takesFocus && !isWriting()) field.current?.focus();
  }, [takesFocus]);
  return (
    <div className="flex w-full items-start gap-2">
      <TextArea
        ref={field}
        readOnly
        dir="ltr"
        aria-label={label}
        value={value}
        onFocus={(event) => event.target.select()}
        className={`${fieldBox} min-w-0 flex-1 break-all font-mono text-sm touch:py-2.5`}
      />
      <CopyButton value={value} />
    </div>
  );
}

/** Copies a text and briefly says so. */
export function CopyButton({ value }: { value: string }) {
  const t = useTranslations("kit");
  const { isCopied, copy } = useCopying(value);
  const Icon = isCopied ? Check : Copy;
  return (
    <Button onClick={copy}>
      <Icon />
      {t(isCopied ? "copied" : "copy")}
    </Button>
  );
}
