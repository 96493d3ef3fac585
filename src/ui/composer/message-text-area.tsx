"use client";

import { type ClipboardEvent, type KeyboardEvent, type Ref, useImperativeHandle, useLayoutEffect, useRef } from "react";
import { isInCode, mayBeginName } from "../../language";
import { isByKeyboard } from "../kit/focus";
import { isTouch } from "../kit/pointer";
import { TextArea } from "../kit/text-area";
import { followChange, keepCaret, placeCaret, showEnd } from "./caret";
import { CompletionList } from "./completion-list";
import { editText, selectedIn } from "./edit-text";
import { type Edit, linkSelection, toggleCode, toggleItalics, toggleMark } from "./formatting";
import { ringMark } from "./frame";
import { type CompletionSources, useCompletion } from "./use-completion";

export type Format = "bold" | "italic" | "strike" | "code";

export type MessageTextAreaHandle = {
  element: () => HTMLTextAreaElement | null;
  focus: () => void;
  format: (format: Format) => void;
  insert: (text: string) => void;
};

export type MessageTextAreaProps = {
  /** Identifies what the text is written for, to restore the caret in it. */
  textKey: string;
  value: string;
  onChange: (text: string) => void;
  onSubmit: () => void;
  /** Esc, when no list is open. */
  onCancel?: (() => void) | undefined;
  /** ↑ while the text is empty. */
  onArrowUpEmpty?: (() => void) | undefined;
  completion?: CompletionSources | undefined;
  label: string;
  placeholder?: string | undefined;
  describedBy?: string | undefined;
  isInvalid?: boolean;
  /** Takes the focus on mount. */
  autoFocus?: boolean;
  /** Receives keys typed where nothing else takes them. */
  isHome?: boolean;
  className?: string;
  ref?: Ref<MessageTextAreaHandle>;
};

/** The text area for writing and editing messages, with shortcuts, formatting, completion and paste handling. */
export function MessageTextArea({ value, onChange, onSubmit, completion = {}, ...props }: MessageTextAreaProps) {
  const { textKey } = props;
  const area = useRef<HTMLTextAreaElement>(null);
  const typed = useRef(value);
  const list = useCompletion(area, completion);
  // A text from outside, such as another tab's, is about to replace what is in the field.
  const replaced = area.current && typed.current !== value ? selectedIn(area.current) : null;

  useImperativeHandle(props.ref, () => ({
    element: () => area.current,
    focus: () => area.current?.focus(),
    format: (format) => area.current && editText(area.current, formats[format](selectedIn(area.current))),
    insert: (text) => area.current && editText(area.current, insertion(area.current, text)),
  }));

  // The browser has put the caret at the end, but has not scrolled there.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `replaced` is as it was when this value came.
  useLayoutEffect(() => {
    if (area.current && typed.current !== value) {
      if (replaced) followChange(replaced, area.current);
      showEnd(area.current);
    }
    typed.current = value;
  }, [value]);

  useLayoutEffect(() => {
    const element = area.current;
    if (!element) return;
    placeCaret(textKey, element);
    return () => keepCaret(textKey, element);
  }, [textKey]);

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>) {
    // An input method's Enter chooses a word; Safari reports it with the key code 229 instead.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (list.onKeyDown(event)) return;
    const format = formatOf(event);
    if (format) {
      event.preventDefault();
      editText(event.currentTarget, formats[format](selectedIn(event.currentTarget)));
    } else if (event.key === "Enter" && isSubmit(event)) {
      event.preventDefault();
      onSubmit();
    } else if (event.key === "ArrowUp" && !event.altKey && !event.shiftKey && value === "" && props.onArrowUpEmpty) {
      event.preventDefault();
      props.onArrowUpEmpty();
    } else if (event.key === "Escape" && props.onCancel) {
      event.preventDefault();
      event.stopPropagation();
      props.onCancel();
    }
  }

  function onPaste(event: ClipboardEvent<HTMLTextAreaElement>) {
    const edit = linkSelection(selectedIn(event.currentTarget), event.clipboardData.getData("text/plain"));
    if (!edit) return;
    event.preventDefault();
    editText(event.currentTarget, edit);
  }

  return (
    <div className="relative">
      {list.isOpen ? (
        <CompletionList kind={list.kind} suggestions={list.suggestions} options={list.options} onAccept={list.accept} />
      ) : null}
      <TextArea
        ref={area}
        value={value}
        aria-label={props.label}
        aria-describedby={props.describedBy}
        aria-invalid={props.isInvalid || undefined}
        aria-autocomplete="list"
        aria-controls={list.isOpen ? list.options.id : undefined}
        aria-activedescendant={list.options.field["aria-activedescendant"]}
        placeholder={props.placeholder}
        autoFocus={props.autoFocus}
        data-home={props.isHome ? "" : undefined}
        enterKeyHint={isTouch() ? "enter" : "send"}
        onChange={(event) => {
          typed.current = event.target.value;
          onChange(event.target.value);
          list.update();
        }}
        onSelect={list.update}
        onFocus={(event) => event.currentTarget.toggleAttribute(ringMark, isByKeyboard())}
        onInput={(event) => event.currentTarget.removeAttribute(ringMark)}
        onBlur={(event) => {
          event.currentTarget.removeAttribute(ringMark);
          list.close();
        }}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
        className={`bg-transparent px-3.5 pt-2.5 pb-1.5 text-base outline-none touch:text-touch touch:leading-6 placeholder-shown:overflow-hidden placeholder-shown:text-ellipsis placeholder-shown:whitespace-nowrap placeholder:truncate ${props.className ?? ""}`}
      />
    </div>
  );
}

const formats = {
  bold: (selected) => toggleMark(selected, "**"),
  italic: toggleItalics,
  strike: (selected) => toggleMark(selected, "~~"),
  code: toggleCode,
} satisfies Record<Format, (selected: ReturnType<typeof selectedIn>) => Edit>;

function formatOf(event: KeyboardEvent): Format | null {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return null;
  const key = event.key.toLowerCase();
  if (!event.shiftKey) return key === "b" ? "bold" : key === "i" ? "italic" : null;
  return key === "x" ? "strike" : key === "c" ? "code" : null;
}

function isSubmit(event: KeyboardEvent<HTMLTextAreaElement>): boolean {
  if (event.ctrlKey || event.metaKey) return true;
  if (event.shiftKey || event.altKey || isTouch()) return false;
  const before = event.currentTarget.value.slice(0, event.currentTarget.selectionStart);
  return !isInCode(`${before}\n`, before.length + 1);
}

function insertion(area: HTMLTextAreaElement, added: string): Edit {
  const { text, start, end } = selectedIn(area);
  // A name begins a word.
  const insert = added === "@" && !mayBeginName(text, start) ? " @" : added;
  return { start, end, insert, selectStart: start + insert.length, selectEnd: start + insert.length };
}
