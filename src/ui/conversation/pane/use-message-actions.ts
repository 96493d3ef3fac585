"use client";

import { useCallback, useMemo } from "react";
import { useTranslations } from "use-intl";
import { type DraftContent, emptyContent } from "../../../client/drafts/draft-content";
import { useEngine, useMe } from "../../../client/hooks";
import type { ConversationView } from "../../../client/views/shapes";
import { isManager } from "../../../domain/core/roles";
import type { MessageResource } from "../../../domain/messages/rules";
import { useCopyWithNotice } from "../../kit/copying";
import { useToast } from "../../kit/toast";
import type { MessageActions, MessageItem, MessagePermissions } from "../../message";
import { type Pane, type Place, pathOf, placeOf, within } from "../../navigation/place";
import { go, showPane } from "../../navigation/use-place";
import { noteEmojiUse } from "../../session/frequent-emoji";
import { useDialogs } from "../../session/use-dialogs";
import { useWorkspace } from "../../session/use-workspace";
import { commandOf } from "./message-items";

export type OwnActions = {
  here: Place;
  onEdit: (messageId: string | null) => void;
  onQuote: (message: MessageResource) => void;
  /** Makes a discarded message the draft that it was. */
  onRestore: (discarded: DraftContent) => void;
};

/** The actions on a conversation's messages. The object is stable as long as the conversation is. */
export function useMessageActions(conversation: ConversationView, own: OwnActions): MessageActions {
  const engine = useEngine();
  const toast = useToast();
  const copy = useCopyWithNotice();
  const t = useTranslations("conversation");
  const dialogs = useDialogs();
  const viewerId = useWorkspace().login.id;
  const { here, onEdit, onQuote, onRestore } = own;
  const { id, kind, can_write } = conversation;
  const counts = conversation.is_member && !conversation.archived;

  return useMemo<MessageActions>(() => {
    const target = { kind: kind === "direct" ? ("direct" as const) : ("channel" as const), ref: id };
    const linkTo = (message: MessageResource) => {
      const pane = message.channel_seq === null ? threadOf(message) : null;
      return location.origin + pathOf(within(placeOf(here.slug, target), { pane, messageId: message.id }));
    };
    const always: MessageActions = {
      reactorsOf: async (message, emoji) => {
        const users = await reactorsOf(engine, message).catch(() => []);
        return users
          .filter((one) => one.emoji === emoji)
          .map(({ user }) => (user.id === viewerId ? t("you") : user.display_name));
      },
      onOpenThread: (message) => showPane(threadOf(message)),
      onCopyLink: (message) => copy(linkTo(message), t("linkCopied")),
      onMarkUnread: counts
        ? ({ channel_seq }) => {
            if (channel_seq === null) toast(t("repliesNotUnread"));
            else toast(t(engine.read.markUnread(id, channel_seq) ? "markedUnread" : "nothingUnread"));
          }
        : undefined,
      onOpenProfile: (author) => showPane({ kind: "person", userId: author.id }),
      onOpenQuoted: (messageId) => go(within(here, { messageId })),
      onRetry: (message) => forCommand(message, engine.messages.retry),
      onDiscard: (message) =>
        forCommand(message, (command) => onRestore(engine.messages.discard(command) ?? emptyContent)),
      onDelete: (message) => dialogs.open({ name: "deleteMessage", messageId: message.id }),
    };
    if (!can_write) return always;
    return {
      ...always,
      onReact: (message, emoji) => {
        noteEmojiUse(emoji);
        engine.messages.react({ message_id: message.id, emoji });
      },
      onUnreact: (message, emoji) => engine.messages.unreact({ message_id: message.id, emoji }),
      onQuote,
      onEdit: (message) => onEdit(message.id),
      unsavedEdit: ({ id }) => engine.edits.get(id),
      onEditChange: ({ id }, text) => engine.edits.set(id, text),
      onCancelEdit: () => onEdit(null),
      onSaveEdit: (message, body) => {
        engine.messages.edit({ message_id: message.id, body });
        onEdit(null);
      },
    };
  }, [engine, toast, copy, t, dialogs, here, onEdit, onQuote, onRestore, id, kind, can_write, counts, viewerId]);
}

function threadOf({ thread_root_id }: MessageResource): Pane {
  return { kind: "thread", rootId: thread_root_id };
}

/** Permissions for a message: authors change their own; the owner and moderators may also delete in channels. */
export function usePermissions({ kind, can_write }: ConversationView) {
  const me = useMe();
  const maySweep = me !== undefined && isManager(me) && kind !== "direct";
  return useCallback(
    ({ message }: MessageItem): MessagePermissions => {
      if (message.author_id === me?.user_id) return can_write && message.kind === "message" ? owner : deleter;
      return maySweep ? deleter : stranger;
    },
    [me?.user_id, maySweep, can_write],
  );
}

const owner = { canEdit: true, canDelete: true };
const deleter = { canEdit: false, canDelete: true };
const stranger = { canEdit: false, canDelete: false };

/** The people who reacted. Fetched again when the counts change. */
async function reactorsOf(engine: ReturnType<typeof useEngine>, message: MessageResource) {
  const counts = message.reactions.map(({ emoji, count }) => `${emoji}${count}`).join(" ");
  const { reactions } = await engine.views.client.fetchQuery({
    queryKey: ["server", "reactors", message.id, counts],
    queryFn: ({ signal }) => engine.api.reactions.list.query({ message_id: message.id }, { signal }),
    staleTime: 30_000,
  });
  return reactions;
}

function forCommand(message: MessageResource, act: (commandId: string) => void): void {
  const command = commandOf(message);
  if (command !== null) act(command);
}
