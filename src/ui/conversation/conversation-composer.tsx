"use client";

import { memo, type Ref, useImperativeHandle, useRef } from "react";
import { useTranslations } from "use-intl";
import { useDraft, useEngine } from "../../client/hooks";
import type { ConversationView } from "../../client/views/shapes";
import type { MessageResource } from "../../domain/messages";
import { Composer, type ComposerHandle } from "../composer";
import { hasFinePointer } from "../kit/pointer";
import { toPlainText } from "../markdown";
import { TypingLine } from "./typing-line";
import { useCompletionSources } from "./use-completion-sources";

export type ConversationComposerProps = {
  conversation: ConversationView;
  quoted: MessageResource | null;
  onQuoteRemove: () => void;
  onEditLast: () => void;
  onSent: () => void;
  ref: Ref<ComposerHandle>;
};

/** Where one writes to a conversation. The draft is kept with every keystroke. */
export const ConversationComposer = memo(function ConversationComposer(props: ConversationComposerProps) {
  const { conversation, quoted } = props;
  const t = useTranslations("conversation");
  const engine = useEngine();
  const [draft, setDraft] = useDraft(conversation.id);
  const completion = useCompletionSources();
  const composer = useRef<ComposerHandle>(null);
  useImperativeHandle(props.ref, () => ({
    focus: () => composer.current?.focus(),
    insert: (text) => composer.current?.insert(text),
  }));
  const name = conversation.kind === "direct" ? conversation.name : `#${conversation.name}`;

  function write(text: string) {
    setDraft(text);
    if (text === "") engine.typing.stop(conversation.id);
    else engine.typing.touch(conversation.id);
  }

  function submit(body: string) {
    engine.messages.send({
      conversation_id: conversation.id,
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
        label={t("composer", { name })}
        placeholder={t("composer", { name })}
        draft={draft}
        onDraftChange={write}
        onSubmit={submit}
        onEditLast={props.onEditLast}
        quote={quoted && { author: quoted.author.display_name, text: toPlainText(quoted.body, 200) }}
        onQuoteRemove={props.onQuoteRemove}
        below={<TypingLine conversationId={conversation.id} />}
        autoFocus={hasFinePointer()}
        {...completion}
      />
    </div>
  );
});
