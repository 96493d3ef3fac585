"use client";

import { Hash, Lock } from "lucide-react";
import { useTranslations } from "use-intl";
import type { ConversationView } from "../../client/views/shapes";

/** `#` for a channel, a lock for a private one. */
export function ChannelIcon({ kind }: { kind: ConversationView["kind"] }) {
  const t = useTranslations("conversation");
  if (kind === "private")
    return <Lock role="img" aria-label={t("private")} className="size-4 shrink-0 text-muted" strokeWidth={1.75} />;
  return <Hash aria-hidden="true" className="size-4 shrink-0 text-muted" strokeWidth={1.75} />;
}
