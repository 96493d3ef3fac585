"use client";

import { useTranslations } from "use-intl";
import { useCopyWithNotice } from "../kit/copying";
import type { MenuItem } from "../kit/menu-item";
import { usePinEntry } from "../pins/use-pin-entry";
import type { MessageActions, MessageItem, MessagePermissions } from "./types";

/** The actions of a message as a menu, for the “more” button and for right click. */
export function useMessageMenu(actions: MessageActions, permissionsOf: (item: MessageItem) => MessagePermissions) {
  const t = useTranslations("message");
  const pinEntryOf = usePinEntry();
  const copy = useCopyWithNotice();
  return function menuOf(item: MessageItem): MenuItem[] {
    const { message } = item;
    if (item.delivery) return [];
    const { canEdit, canDelete } = permissionsOf(item);
    const entry = (label: Parameters<typeof t>[0], action: ((m: typeof message) => void) | undefined, rest: object) =>
      action ? [{ label: t(label), onSelect: () => action(message), ...rest }] : [];
    // Replies do not count as unread; the shortcut says so.
    const markUnread =
      message.channel_seq === null
        ? []
        : entry("markUnread", actions.onMarkUnread, { icon: "MailOpen", shortcut: "Shift+U" });
    if (message.deleted_at !== null) return markUnread;
    const copyText = () => copy(message.body, t("textCopied"));
    const remove = canDelete ? entry("delete", actions.onDelete, { icon: "Trash2", danger: true }) : [];
    return [
      ...entry("reply", actions.onOpenThread, { icon: "Reply", shortcut: "R" }),
      ...entry("quote", actions.onQuote, { icon: "Quote", shortcut: ">" }),
      ...entry("copyLink", actions.onCopyLink, { icon: "Link2", shortcut: "L" }),
      ...entry("copyText", copyText, { icon: "ClipboardCopy" }),
      ...pinEntryOf(message),
      ...markUnread,
      ...(canEdit ? entry("edit", actions.onEdit, { icon: "Pencil", shortcut: "E" }) : []),
      ...(remove.length > 0 ? (["separator", ...remove] as const) : []),
    ];
  };
}
