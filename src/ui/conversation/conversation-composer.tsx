"use client";

import { memo, useImperativeHandle, useRef } from "react";
import { useTranslations } from "use-intl";
import { useEngine } from "../../client/hooks";
import type { ConversationView } from "../../client/views/shapes";
import { toPlainText } from "../../language";
import { Composer, type ComposerHandle } from "../composer";
import { hasFinePointer } from "../kit/pointer";
import { ReplacedDraft } from "./replaced-draft";
import { TypingLine } from "./typing-line";
import { useCompletionSources } from "./use-completion-sources";
import type { PaneComposer } from "./use-pane";
import { useWritten } from "./use-written";
import { keptCaret } from "./waiting-text";

export type ConversationComposerProps = PaneComposer & {
  id: string;
  /** Undefined until it is here: one can write, and send as soon as it is. */
  conversation: ConversationView | undefined;
};

/** Where one writes to a conversation. The draft is kept with every keystroke. */
export const ConversationComposer = memo(function ConversationComposer(props: ConversationComposerProps) {
  const { id, conversation, quoted } = props;
  const t = useTranslations("conversation");
  const engine = useEngine();
  const { draft, setDraft, takeOver } = useWritten(id);
  const completion = useCompletionSources();
  const composer = useRef<ComposerHandle>(null);
  useImperativeHandle(props.ref, () => ({
    focus: () => composer.current?.focus(),
    insert: (text) => composer.current?.insert(text),
    area: () => composer.current?.area() ?? null,
  }));
  const name = conversation?.kind === "direct" ? conversation.name : `#${conversation?.name ?? ""}`;
  const label = conversation ? t("composer", { name }) : t("composerWaiting");

  function write(text: string) {
    setDraft(text);
    if (text === "") engine.typing.stop(id);
    else engine.typing.touch(id);
  }

  function submit(body: string) {
    engine.messages.send({
      conversation_id: id,
      body,
      ...(quoted && { quoted_message_id: quoted.id }),
    });
    props.onQuoteRemove();
    props.onSent();
    return undefined;
  }

  return (
    <div data-region="composer">
      <Composer
        ref={composer}
        label={label}
        placeholder={label}
        textKey={id}
        draft={draft}
        above={<ReplacedDraft textKey={id} />}
        takeOver={takeOver}
        caret={keptCaret}
        isWaiting={!conversation}
        onDraftChange={write}
        onSubmit={submit}
        onEditLast={props.onEditLast}
        quote={quoted && { author: quoted.author.display_name, text: toPlainText(quoted.body, 200) }}
        onQuoteRemove={props.onQuoteRemove}
        below={
          conversation ? <TypingLine conversationId={id} /> : <span className="px-3">{t("composerWaitingNote")}</span>
        }
        autoFocus={hasFinePointer()}
        {...completion}
      />
    </div>
  );
});
