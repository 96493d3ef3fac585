"use client";

import { Hash, Lock, type LucideIcon } from "lucide-react";
import { useTranslations } from "use-intl";
import type { ConversationView } from "../../client/views/shapes";

type Kind = ConversationView["kind"];

/** `#` for a channel, a lock for a private one, in the colour of what is around it. */
export function ChannelIcon({ kind }: { kind: Kind }) {
  const t = useTranslations("conversation");
  const Icon = channelIcon(kind);
  const naming = kind === "private" ? { role: "img", "aria-label": t("private") } : { "aria-hidden": true };
  return <Icon {...naming} />;
}

/** The icon by itself, for what draws it in its own size. */
export function channelIcon(kind: Kind): LucideIcon {
  return kind === "private" ? Lock : Hash;
}
