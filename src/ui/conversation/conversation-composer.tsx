"use client";

import { memo } from "react";
import { useTranslations } from "use-intl";
import { useEngine } from "../../client/hooks";
import type { ConversationView } from "../../client/views/shapes";
import { shownNameOf } from "../channels/shown-name";
import { PaneComposer } from "./pane/pane-composer";
import type { PaneSource } from "./pane/pane-source";
import { TypingLine } from "./pane/typing-line";
import type { PaneWriting } from "./pane/use-pane";
import { useTakeOver } from "./pane/use-take-over";

export type ConversationComposerProps = PaneWriting & {
  source: PaneSource;
  /** Undefined until loaded: the user can write, and can send once it is. */
  conversation: ConversationView | undefined;
};

/** The composer of a conversation. */
export const ConversationComposer = memo(function ConversationComposer(props: ConversationComposerProps) {
  const { conversation, ...pane } = props;
  const { conversationId } = pane.source;
  const t = useTranslations("conversation");
  const engine = useEngine();
  const takeOver = useTakeOver(conversationId);
  return (
    <PaneComposer
      {...pane}
      label={conversation ? t("composer", { name: shownNameOf(conversation) }) : t("composerWaiting")}
      takeOver={takeOver}
      isReplacing
      isWaiting={!conversation}
      onSend={(written) => engine.messages.send({ conversation_id: conversationId, ...written })}
      below={
        conversation ? (
          <TypingLine conversationId={conversationId} />
        ) : (
          <span className="px-3">{t("composerWaitingNote")}</span>
        )
      }
    />
  );
});
