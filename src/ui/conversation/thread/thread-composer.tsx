"use client";

import { useId } from "react";
import { useTranslations } from "use-intl";
import { useDraft, useEngine } from "../../../client/hooks";
import type { ConversationView } from "../../../client/views/shapes";
import { classNames } from "../../kit/class-names";
import { checkBox } from "../../kit/field-box";
import { PaneComposer, type WrittenMessage } from "../pane/pane-composer";
import type { ThreadSource } from "../pane/pane-source";
import { TypingLine } from "../pane/typing-line";
import type { PaneWriting } from "../pane/use-pane";

export type ThreadComposerProps = PaneWriting & {
  source: ThreadSource;
  conversation: ConversationView;
};

/** The reply composer. A reply can also be sent to the conversation. */
export function ThreadComposer({ conversation, ...pane }: ThreadComposerProps) {
  const { rootId, listId } = pane.source;
  const t = useTranslations("thread");
  const engine = useEngine();
  const checkboxId = useId();
  const { also_send_to_channel } = useDraft(listId);

  function send(written: WrittenMessage) {
    engine.messages.reply({ root_message_id: rootId, also_send_to_channel, ...written });
  }

  return (
    <PaneComposer
      {...pane}
      label={t("composer")}
      onSend={send}
      below={
        <span className="flex w-full min-w-0 items-center gap-4 ps-3">
          <label htmlFor={checkboxId} className="flex min-w-0 items-center gap-2 touch:min-h-11">
            <input
              id={checkboxId}
              type="checkbox"
              checked={also_send_to_channel}
              onChange={(event) => engine.drafts.change(listId, { also_send_to_channel: event.target.checked })}
              className={classNames("size-3.5 shrink-0", checkBox)}
            />
            <span className="truncate">
              {conversation.kind === "direct" ? t("alsoSendDirect") : t("alsoSend", { name: conversation.name })}
            </span>
          </label>
          <TypingLine conversationId={conversation.id} rootId={rootId} />
        </span>
      }
    />
  );
}
