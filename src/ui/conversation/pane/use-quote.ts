"use client";

import { useTranslations } from "use-intl";
import { useMessage, useServer } from "../../../client/hooks";
import { type Api, readError } from "../../../client/transport/api";
import { aboutConversations } from "../../../client/views/view-cache";
import { toPlainText } from "../../../language";
import type { Quote } from "../../composer";

/** What a draft quotes, as its composer shows it; null if it quotes nothing. A deleted message cannot be quoted any more. */
export function useQuote(conversationId: string, messageId: string | null): (Quote & { isGone: boolean }) | null {
  const t = useTranslations("composer");
  const here = useMessage(messageId ?? "");
  const isAsked = messageId !== null && !here;
  const { data } = useServer(
    [aboutConversations, conversationId, "quoted", messageId],
    (api, options) => find(api, messageId ?? "", options),
    { enabled: isAsked, staleTime: 60_000 },
  );
  if (messageId === null) return null;
  const message = here ?? data?.messages[0];
  if (!message && !data) return { author: null, text: "", isGone: false };
  if (!message || message.deleted_at !== null) return { author: null, text: t("quoteGone"), isGone: true };
  return { author: message.author.display_name, text: toPlainText(message.body, 200), isGone: false };
}

/** A list, so that it is fetched again when an event changes the text. Empty if the person may not read the message any more. */
async function find(api: Api, message_id: string, options: { readonly signal: AbortSignal }) {
  try {
    const { message } = await api.messages.get.query({ message_id }, options);
    return { messages: [message] };
  } catch (error) {
    if (readError(error).code === "not_found") return { messages: [] };
    throw error;
  }
}
