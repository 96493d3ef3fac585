import type { Author } from "../../domain/core/people";
import type { MessageResource } from "../../domain/messages/rules";
import type { CompletionSources } from "../composer";
import type { MarkdownResolvers } from "../markdown";

/** The send state of a message from this device; absent once the server has it. */
export type SendState = { state: "pending" } | { state: "failed"; reason?: string | undefined };

/** A message as shown on screen. Keep the object stable while nothing in it changes: rows rerender with it. */
export type MessageItem = { message: MessageResource; delivery?: SendState | undefined };

/** The actions on messages. An absent action has no button. Keep the object stable. */
export type MessageActions = {
  onReact?: ((message: MessageResource, emoji: string) => void) | undefined;
  onUnreact?: ((message: MessageResource, emoji: string) => void) | undefined;
  /** The names of the people who reacted with an emoji, earliest first. */
  reactorsOf?: ((message: MessageResource, emoji: string) => Promise<string[]>) | undefined;
  /** Opens the thread, for reading or replying. */
  onOpenThread?: ((message: MessageResource) => void) | undefined;
  onQuote?: ((message: MessageResource) => void) | undefined;
  /** Requests the editor. The owner then passes the id as `editingId`. */
  onEdit?: ((message: MessageResource) => void) | undefined;
  onSaveEdit?: ((message: MessageResource, body: string) => void) | undefined;
  /** The text of an edit that is not saved. */
  unsavedEdit?: ((message: MessageResource) => string | undefined) | undefined;
  /** Keeps an edit while it is written; null when there is nothing to keep. */
  onEditChange?: ((message: MessageResource, text: string | null) => void) | undefined;
  onCancelEdit?: (() => void) | undefined;
  onDelete?: ((message: MessageResource) => void) | undefined;
  onCopyLink?: ((message: MessageResource) => void) | undefined;
  onMarkUnread?: ((message: MessageResource) => void) | undefined;
  onRetry?: ((message: MessageResource) => void) | undefined;
  onDiscard?: ((message: MessageResource) => void) | undefined;
  onOpenProfile?: ((author: Author) => void) | undefined;
  onOpenQuoted?: ((messageId: string) => void) | undefined;
};

export type MessagePermissions = { canEdit: boolean; canDelete: boolean };

export type MessageRowProps = {
  item: MessageItem;
  /** Belongs to the message above it: no avatar, no name. */
  isGrouped: boolean;
  /** The focus is on or in it, which shows the actions like hovering does. */
  isFocused?: boolean;
  isEditing?: boolean;
  /** Its thread is open beside it. */
  isOpen?: boolean;
  /** Hides the thread summary, inside the thread itself. */
  isInThread?: boolean;
  /** The name stands before the text and the time beside it, without an avatar. */
  isCompact?: boolean;
  actions: MessageActions;
  permissions: MessagePermissions;
  resolvers: MarkdownResolvers;
  completion?: CompletionSources | undefined;
  personOf?: ((userId: string) => Author | undefined) | undefined;
};
