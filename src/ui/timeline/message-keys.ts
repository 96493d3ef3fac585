import type { KeyboardEvent } from "react";
import type { MessageActions, MessageItem, MessagePermissions } from "../message";

type KeyOptions = { actions: MessageActions; permissions: MessagePermissions };

/** Runs the shortcut of a key on a focused message; false if the key has none. */
export function pressMessageKey(
  event: KeyboardEvent,
  item: MessageItem,
  { actions, permissions }: KeyOptions,
): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || item.delivery) return false;
  const { onMarkUnread } = actions;
  // A deleted message keeps only its place.
  const action = actionOf(event, item.message.deleted_at === null ? actions : { onMarkUnread }, permissions);
  action?.(item.message);
  return action !== undefined;
}

function actionOf(event: KeyboardEvent, actions: MessageActions, { canEdit, canDelete }: MessagePermissions) {
  const { onReact } = actions;
  if (event.shiftKey && event.key.toLowerCase() === "u") return actions.onMarkUnread;
  switch (event.key) {
    case "Enter":
    case "r":
    case "t":
      return actions.onOpenThread;
    case ">":
      return actions.onQuote;
    case "e":
      return canEdit ? actions.onEdit : undefined;
    case "l":
      return actions.onCopyLink;
    case "+":
      return onReact && ((message: MessageItem["message"]) => onReact(message, "👍"));
    case "Backspace":
    case "Delete":
      return canDelete ? actions.onDelete : undefined;
    default:
      return undefined;
  }
}
