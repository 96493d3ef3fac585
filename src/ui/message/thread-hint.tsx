"use client";

import { Reply } from "lucide-react";
import { useTranslations } from "use-intl";
import type { MessageResource } from "../../domain/messages/rules";
import { useTabStop } from "../kit/tab-stop";

export type ThreadHintProps = {
  message: MessageResource;
  onOpen?: ((message: MessageResource) => void) | undefined;
};

/** Shown above a reply that was also sent to the conversation. Opens its thread. */
export function ThreadHint({ message, onOpen }: ThreadHintProps) {
  const t = useTranslations("message");
  const tabIndex = useTabStop();
  if (message.parent_message_id === null) return null;
  return (
    <button
      type="button"
      tabIndex={tabIndex}
      disabled={!onOpen}
      onClick={() => onOpen?.(message)}
      className="flex items-center gap-1 rounded-sm text-muted text-sm enabled:hover:text-ink enabled:hover:underline touch:min-h-11"
    >
      <Reply className="size-3.5" />
      {t("repliedInThread")}
    </button>
  );
}
