import type { Author } from "../../domain/core/people";
import type { MessageResource } from "../../domain/messages/rules";
import type { CompletionSources } from "../composer";
import type { MarkdownResolvers } from "../markdown";

/** How far a message of this device has come; absent when the server has it. */
export type SendState = { state: "pending" } | { state: "failed"; reason?: string | undefined };

/** A message as the screen shows it. Keep the object the same while nothing of it changes: rows render again with it. */
export type MessageItem = { message: MessageResource; delivery?: SendState | undefined };

/** What can be done with messages; an absent action has no button. Keep the object stable. */
export type MessageActions = {
  onReact?: ((message: MessageResource, emoji: string) => void) | undefined;
  onUnreact?: ((message: MessageResource, emoji: string) => void) | undefined;
  /** The names of those who reacted with an emoji, the first one first. */
  reactorsOf?: ((message: MessageResource, emoji: string) => Promise<string[]>) | undefined;
  /** Opens the thread, to read it or to reply. */
  onOpenThread?: ((message: MessageResource) => void) | undefined;
  onQuote?: ((message: MessageResource) => void) | undefined;
  /** Asks for the editor: the owner then passes the id as `editingId`. */
  onEdit?: ((message: MessageResource) => void) | undefined;
  onSaveEdit?: ((message: MessageResource, body: string) => void) | undefined;
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
  /** Belongs to the message above it: no avatar and no name. */
  isGrouped: boolean;
  /** The focus is on it or in it, which shows the actions as hovering does. */
  isFocused?: boolean;
  isEditing?: boolean;
  /** Leaves out the thread's summary, in the thread itself. */
  isInThread?: boolean;
  actions: MessageActions;
  permissions: MessagePermissions;
  resolvers: MarkdownResolvers;
  completion?: CompletionSources | undefined;
  personOf?: ((userId: string) => Author | undefined) | undefined;
};
