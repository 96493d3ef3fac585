"use client";

import { useId, useState } from "react";
import { useTranslations } from "use-intl";
import { useDraft, useEngine } from "../../client/hooks";
import type { ConversationView } from "../../client/views/shapes";
import { toPlainText } from "../../language";
import { Composer } from "../composer";
import { ReplacedDraft } from "../conversation/replaced-draft";
import { TypingLine } from "../conversation/typing-line";
import { useCompletionSources } from "../conversation/use-completion-sources";
import type { PaneComposer } from "../conversation/use-pane";
import { hasFinePointer } from "../kit/pointer";

export type ThreadComposerProps = PaneComposer & {
  rootId: string;
  conversation: ConversationView;
};

/** Where one replies; a reply can be sent to the conversation, too. */
export function ThreadComposer({ rootId, conversation, quoted, ref, ...props }: ThreadComposerProps) {
  const t = useTranslations("thread");
  const engine = useEngine();
  const checkboxId = useId();
  const draftKey = `thread:${rootId}`;
  const [draft, setDraft] = useDraft(draftKey);
  const [alsoSend, setAlsoSend] = useState(false);
  const completion = useCompletionSources();

  function write(text: string) {
    setDraft(text);
    if (text === "") engine.typing.stop(conversation.id, rootId);
    else engine.typing.touch(conversation.id, rootId);
  }

  function submit(body: string) {
    engine.messages.reply({
      root_message_id: rootId,
      body,
      also_send_to_channel: alsoSend,
      ...(quoted && { quoted_message_id: quoted.id }),
    });
    setAlsoSend(false);
    props.onQuoteRemove();
    props.onSent();
    return undefined;
  }

  return (
    <div data-region="thread-composer">
      <Composer
        ref={ref}
        label={t("composer")}
        placeholder={t("composer")}
        textKey={draftKey}
        draft={draft}
        above={<ReplacedDraft textKey={draftKey} />}
        onDraftChange={write}
        onSubmit={submit}
        onEditLast={props.onEditLast}
        quote={quoted && { author: quoted.author.display_name, text: toPlainText(quoted.body, 200) }}
        onQuoteRemove={props.onQuoteRemove}
        below={
          <span className="flex w-full min-w-0 items-center gap-4 ps-3">
            <label htmlFor={checkboxId} className="flex min-w-0 items-center gap-2 touch:min-h-11">
              <input
                id={checkboxId}
                type="checkbox"
                checked={alsoSend}
                onChange={(event) => setAlsoSend(event.target.checked)}
                className="size-3.5 shrink-0 accent-(--accent-fill)"
              />
              <span className="truncate">
                {conversation.kind === "direct" ? t("alsoSendDirect") : t("alsoSend", { name: conversation.name })}
              </span>
            </label>
            <TypingLine conversationId={conversation.id} rootId={rootId} />
          </span>
        }
        autoFocus={hasFinePointer()}
        {...completion}
      />
    </div>
  );
}
