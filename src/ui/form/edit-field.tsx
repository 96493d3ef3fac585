"use client";

import { Field } from "@base-ui/react/field";
import { useMutation } from "@tanstack/react-query";
import { type KeyboardEvent, useLayoutEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { readError } from "../../client/transport/api";
import { looksEmpty } from "../../domain/core/measure";
import { fieldBox } from "../kit/field-box";
import { TextArea } from "../kit/text-area";
import { useToast } from "../kit/toast";
import { type About, faultsIn } from "./faults";

export type EditFieldProps = {
  /** The field of the API. */
  name: string;
  label: string;
  value: string;
  maxLength: number;
  placeholder?: string | undefined;
  isReadOnly?: boolean;
  isRequired?: boolean;
  /** What the typed text becomes at once. */
  typed?: (text: string) => string;
  about?: About;
  /** Saves the text and returns what the server made of it. */
  onSave: (text: string) => Promise<string>;
};

/** A text that is saved, and how often the value had changed when it was sent. */
type Saved = { readonly text: string; readonly changes: number };

/**
 * A line of text that saves by itself: with Enter, or when the focus leaves it. Esc takes the change back. What the server refuses
 * stays in the field, with the reason below; the focus never comes back by itself.
 */
export function EditField(props: EditFieldProps) {
  const { name, label, value, isRequired = false, typed = same } = props;
  const t = useTranslations("form");
  const kit = useTranslations("kit");
  const toast = useToast();
  // Null while the field shows what is saved.
  const [draft, setDraft] = useState<string | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  // What was saved stays in the field until the stream brings it, or what somebody else made of it.
  const [saved, setSaved] = useState<Saved | null>(null);
  const [seen, setSeen] = useState({ value, changes: 0 });
  if (seen.value !== value) setSeen({ value, changes: seen.changes + 1 });
  if (saved !== null && saved.changes !== seen.changes) setSaved(null);
  const standing = saved?.text ?? value;
  const isHere = useIsHere();
  const save = useMutation({
    mutationFn: ({ text }: Saved) => props.onSave(text),
    onSuccess: (now, { text, changes }) => {
      setSaved({ text: now, changes });
      setDraft((before) => (before?.trim() === text ? null : before));
    },
    onError: (error) => {
      const sentence = (named: string, said: string) => t("fault", { label: named, fault: said });
      const { beside, other } = faultsIn(readError(error), { labels: { [name]: label }, about: props.about, sentence });
      const said = beside[name] ?? other;
      if (isHere.current) setFault(said);
      // The pane was closed with the change in it.
      else if (said) toast(said, { urgent: true });
    },
  });

  function change(text: string) {
    setFault(null);
    setDraft(typed(text));
    // What is on its way is still known: a text that goes back to the one before is another change.
    if (!save.isPending) save.reset();
  }
  /** Enter tries again what could not be saved. */
  function finish(isAsked: boolean) {
    const text = draft?.trim();
    const underway = save.isPending ? save.variables.text : null;
    if (text === undefined || text === underway || (fault !== null && !isAsked)) return;
    if (underway === null && text === standing) return setDraft(null);
    if (isRequired && looksEmpty(text)) return setFault(kit("fieldEmpty", { label }));
    setFault(null);
    save.mutate({ text, changes: seen.changes });
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter") finish(true);
    else if (event.key === "Escape" && draft !== null && draft !== standing) {
      setDraft(null);
      setFault(null);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const isSaved = save.isSuccess && draft === null;
  return (
    <Field.Root name={name} invalid={fault !== null} className="group/edit flex flex-col gap-1">
      <div className="flex items-baseline justify-between gap-2">
        <Field.Label className="font-medium text-sm">{label}</Field.Label>
        <span className="text-muted text-sm">
          <span role="status">{isSaved ? t("saved") : ""}</span>
          {isSaved || fault !== null || props.isReadOnly ? null : (
            <Field.Description render={<span />} className="hidden group-focus-within/edit:inline">
              {t("savesItself")}
            </Field.Description>
          )}
        </span>
      </div>
      <Field.Control
        dir="auto"
        aria-required={isRequired}
        readOnly={props.isReadOnly}
        placeholder={props.isReadOnly ? undefined : props.placeholder}
        maxLength={props.maxLength}
        value={draft ?? standing}
        onValueChange={(text) => change(text.replace(/\s*\n\s*/g, " "))}
        onKeyDown={onKeyDown}
        onBlur={() => finish(false)}
        render={<TextArea />}
        className={props.isReadOnly ? readBox : `${fieldBox} touch:py-2.5`}
      />
      <Field.Error match={fault !== null} role="alert" className="text-danger text-sm">
        {fault}
      </Field.Error>
    </Field.Root>
  );
}

/** Text that only others may change looks like text. */
const readBox = "w-full rounded-md py-1 text-base text-ink";

function same(text: string): string {
  return text;
}

/** Whether the caller is still on the screen, for answers that come late. */
function useIsHere() {
  const isHere = useRef(false);
  useLayoutEffect(() => {
    isHere.current = true;
    return () => {
      isHere.current = false;
    };
  }, []);
  return isHere;
}
