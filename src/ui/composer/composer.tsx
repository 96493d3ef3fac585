"use client";

import { X } from "lucide-react";
import { type ReactNode, type Ref, useCallback, useId, useImperativeHandle, useLayoutEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { limits } from "../../domain/core/limits";
import { isLonger, looksEmpty } from "../../domain/core/measure";
import { classNames } from "../kit/class-names";
import { isWriting } from "../kit/focus";
import { typeHeldKeys } from "../kit/held-keys";
import { IconButton } from "../kit/icon-button";
import { isOverlayOpen } from "../kit/overlay";
import { fitHeight } from "../kit/text-area";
import { placeCaret, takeCaretOver } from "./caret";
import { FormatBar } from "./format-bar";
import { usualLine, writingFrame } from "./frame";
import { LengthNote } from "./length-note";
import { type Format, MessageTextArea, type MessageTextAreaHandle } from "./message-text-area";
import { SendButton } from "./send-button";
import type { CompletionSources } from "./use-completion";

/** The author is null while unknown. */
export type Quote = { author: string | null; text: string };

export type ComposerHandle = {
  focus: () => void;
  insert: (text: string) => void;
  area: () => HTMLTextAreaElement | null;
};

export type ComposerProps = CompletionSources & {
  /** The accessible name, such as “Message to #general”. */
  label: string;
  placeholder?: string;
  /** Identifies what the text is written for. */
  textKey: string;
  /** The text. The caller stores it; the composer keeps no copy. */
  draft: string;
  onDraftChange: (text: string) => void;
  /** Called once on mount with the text already in the field; returns the full text the field should hold. */
  takeOver?: (typed: string) => string;
  /** May replace a field the user is typing in; it then takes over the focus and the caret. */
  isReplacing?: boolean;
  /** The user can write but not send yet. */
  isWaiting?: boolean;
  /** Prerendered: the browser itself focuses it, before the page runs. */
  isPrerendered?: boolean;
  /** Sends the text and empties the draft. */
  onSubmit: (body: string) => void;
  onEditLast?: (() => void) | undefined;
  quote?: Quote | null | undefined;
  onQuoteRemove?: (() => void) | undefined;
  /** True when there is something to send besides text, such as a file. */
  canSendEmpty?: boolean;
  /** Buttons at the start of the tool row, such as “Attach a file”. */
  tools?: ReactNode;
  /** Between the quote and the text, such as file chips. */
  above?: ReactNode;
  /** One subdued line below, such as who is typing. */
  below?: ReactNode;
  /** Takes the focus on mount, unless the user is typing elsewhere or an overlay is open. */
  autoFocus?: boolean;
  ref?: Ref<ComposerHandle>;
};

/** The box for writing a message. Give it `key={conversationId}` so that each conversation has its own. */
export function Composer({ draft, onDraftChange, onSubmit, quote, ...props }: ComposerProps) {
  const noteId = useId();
  const area = useRef<MessageTextAreaHandle>(null);

  useImperativeHandle(props.ref, () => ({
    focus: () => area.current?.focus(),
    insert: (text) => area.current?.insert(text),
    area: () => area.current?.element() ?? null,
  }));

  // biome-ignore lint/correctness/useExhaustiveDependencies: it is about the moment in which the field comes.
  useLayoutEffect(() => {
    const element = area.current?.element();
    if (!element) return;
    const text = props.takeOver?.(element.value) ?? draft;
    // Set now, not on the next render: the caret is about to be placed in it.
    if (element.value !== text) {
      element.value = text;
      fitHeight(element);
    }
    placeCaret(props.textKey, element);
    if (!(props.isReplacing && takeCaretOver(element))) {
      if (!props.autoFocus || isWriting() || isOverlayOpen()) return;
      element.focus({ preventScroll: true });
    }
    typeHeldKeys(element);
  }, []);

  const format = useCallback((format: Format) => area.current?.format(format), []);
  const insert = useCallback((text: string) => area.current?.insert(text), []);

  const body = draft.replace(/^\s*\n|\s+$/g, "");
  const isTooLong = isLonger(body, limits.messageBodyLengthMax);
  const canSend = !props.isWaiting && (!looksEmpty(body) || props.canSendEmpty === true) && !isTooLong;

  function submit() {
    if (!canSend) return;
    onSubmit(body);
    area.current?.focus();
  }

  return (
    <div className="measure relative pb-[max(0.5rem,env(safe-area-inset-bottom))]">
      {/* The list fades out above the box. */}
      <div className="pointer-events-none absolute inset-x-0 bottom-full h-2 bg-linear-to-t from-canvas to-transparent" />
      <div className={classNames(writingFrame, isTooLong ? tooLongLine : usualLine)}>
        {quote ? <QuoteChip quote={quote} onRemove={props.onQuoteRemove} /> : null}
        {props.above}
        <MessageTextArea
          ref={area}
          textKey={props.textKey}
          value={draft}
          onChange={onDraftChange}
          onSubmit={submit}
          onCancel={quote ? props.onQuoteRemove : undefined}
          onArrowUpEmpty={props.onEditLast}
          completion={props}
          label={props.label}
          placeholder={props.placeholder}
          describedBy={noteId}
          isInvalid={isTooLong}
          isHome
          autoFocus={props.isPrerendered ?? false}
        />
        {/* Inert while waiting: a popup opened from here would vanish when the conversation's own composer takes over. */}
        <div className="flex items-center gap-1 px-2 pb-2 inert:opacity-50" inert={props.isWaiting}>
          {props.tools}
          <FormatBar onFormat={format} onInsert={insert} />
          <span className="flex-1" />
          <SendButton onClick={submit} disabled={!canSend} />
        </div>
      </div>
      <div id={noteId} className="flex min-h-6 items-center text-muted text-xs">
        <LengthNote text={body} max={limits.messageBodyLengthMax} />
        {isTooLong ? null : props.below}
      </div>
    </div>
  );
}

const tooLongLine = "border-danger ring-1 ring-danger";

function QuoteChip({ quote, onRemove }: { quote: Quote; onRemove?: (() => void) | undefined }) {
  const t = useTranslations("composer");
  return (
    <div className="mx-3 mt-2 flex items-start gap-2 border-accent border-s-2 ps-3 text-sm">
      <div className="min-w-0 flex-1">
        <p className="font-medium">
          {quote.author === null ? t("quotingMessage") : t("quoting", { name: quote.author })}
        </p>
        <p dir="auto" className="truncate text-left text-muted">
          {quote.text}
        </p>
      </div>
      <IconButton icon={X} label={t("removeQuote")} size="small" onClick={onRemove} />
    </div>
  );
}
