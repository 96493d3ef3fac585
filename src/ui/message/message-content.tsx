"use client";

import { useFormatter, useTranslations } from "use-intl";
import type { MessageResource } from "../../domain/messages/rules";
import { type MarkdownResolvers, MessageBody } from "../markdown";
import { DeliveryNote } from "./delivery-note";
import { InlineEditor } from "./inline-editor";
import { QuoteChip } from "./quote-chip";
import { ReactionBar } from "./reaction-bar";
import { ThreadHint } from "./thread-hint";
import { ThreadSummary } from "./thread-summary";
import type { MessageRowProps } from "./types";

/** Everything below the name: the text or its editor, and the attached parts. */
export function MessageContent({
  item,
  isEditing,
  isInThread = false,
  actions,
  resolvers,
  completion,
  personOf,
}: MessageRowProps) {
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
          onSave={(body) => onSaveEdit(message, body)}
          onCancel={onCancelEdit}
          completion={completion}
        />
      ) : (
        <Body message={message} resolvers={resolvers} />
      )}
      <DeliveryNote item={item} actions={actions} />
      <ReactionBar message={message} actions={actions} />
      {summary}
    </>
  );
}

function Body({ message, resolvers }: { message: MessageResource; resolvers: MarkdownResolvers }) {
  const t = useTranslations("message");
  const format = useFormatter();
  if (message.edited_at === null) return <MessageBody body={message.body} resolvers={resolvers} />;
  const time = format.dateTime(new Date(message.edited_at), { dateStyle: "medium", timeStyle: "short" });
  return (
    <MessageBody
      body={message.body}
      cursor={message.edited_at}
      resolvers={resolvers}
      note={`(${t("edited")})`}
      noteTitle={t("editedAt", { time })}
    />
  );
}
