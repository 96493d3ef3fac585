"use client";

import type { ReactNode } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { MessageBody } from "../markdown";
import { FailureNote, PendingClock } from "./delivery-note";
import { InlineEditor } from "./inline-editor";
import { QuoteChip } from "./quote-chip";
import { ReactionBar } from "./reaction-bar";
import { ThreadHint } from "./thread-hint";
import { ThreadSummary } from "./thread-summary";
import type { MessageRowProps } from "./types";

export type MessageContentProps = MessageRowProps & {
  /** Stands before the text, in its line. */
  lead?: ReactNode;
};

/** Everything below the name: the text or its editor, and the attached parts. */
export function MessageContent({
  item,
  isEditing,
  isInThread = false,
  actions,
  resolvers,
  completion,
  personOf,
  lead,
}: MessageContentProps) {
  const t = useTranslations("message");
  const { message } = item;
  const summary = isInThread ? null : (
    <ThreadSummary message={message} onOpen={actions.onOpenThread} personOf={personOf} />
  );
  if (message.deleted_at !== null) {
    return (
      <>
        <p className="text-muted italic">{t("deleted")}</p>
        {summary}
      </>
    );
  }
  const { onSaveEdit, onCancelEdit } = actions;
  return (
    <>
      {isInThread ? null : <ThreadHint message={message} onOpen={actions.onOpenThread} />}
      <QuoteChip message={message} onOpen={actions.onOpenQuoted} />
      {isEditing && onSaveEdit && onCancelEdit ? (
        <InlineEditor
          messageId={message.id}
          body={message.body}
          unsaved={actions.unsavedEdit?.(message)}
          onChange={(text) => actions.onEditChange?.(message, text)}
          onSave={(body) => onSaveEdit(message, body)}
          onCancel={onCancelEdit}
          completion={completion}
        />
      ) : (
        <Body item={item} resolvers={resolvers} lead={lead} />
      )}
      <FailureNote item={item} actions={actions} />
      <ReactionBar message={message} actions={actions} />
      {summary}
    </>
  );
}

type BodyProps = Pick<MessageRowProps, "item" | "resolvers"> & { lead: ReactNode };

function Body({ item: { message, delivery }, resolvers, lead }: BodyProps) {
  const t = useTranslations("message");
  const format = useFormatter();
  const { body, edited_at } = message;
  if (delivery?.state === "pending")
    return <MessageBody body={body} resolvers={resolvers} lead={lead} note={<PendingClock />} />;
  if (edited_at === null) return <MessageBody body={body} resolvers={resolvers} lead={lead} />;
  const time = format.dateTime(new Date(edited_at), { dateStyle: "medium", timeStyle: "short" });
  const note = (
    <>
      {" "}
      <span dir="auto" title={t("editedAt", { time })} className="text-faint text-xs">
        ({t("edited")})
      </span>
    </>
  );
  return <MessageBody body={body} cursor={edited_at} resolvers={resolvers} lead={lead} note={note} />;
}
