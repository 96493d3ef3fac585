import { blankText } from "./readable-texts";
import { contentPayload } from "./schemas/messages";

/**
 * The payload of an event once the text of `messageId` is taken out of it, its own or as a quotation.
 * Whom it called stays: the deletion names them too, and a reader who counts mentions needs both to agree.
 */
export function redactPayload(payload: unknown, messageId: string): unknown {
  const content = contentPayload.loose().safeParse(payload);
  if (!content.success) return payload;
  const { message } = content.data;
  if (message.id === messageId) return { ...content.data, message: { ...message, ...blankText } };
  if (message.quoted_message_id === messageId)
    return { ...content.data, message: { ...message, quoted_body_snapshot: "" } };
  return payload;
}
