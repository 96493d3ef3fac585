import { z } from "zod";
import { blankQuotation, blankText } from "./readable-texts";

/** What is looked at of a payload that carries a message; all else is kept as it is. */
const carrying = z.looseObject({
  message: z.looseObject({ id: z.string(), quoted_message_id: z.string().nullable() }),
});

/**
 * The payload of an event once the text of `messageId` is taken out of it, its own or as a quotation.
 * Whom it called stays: the deletion names them too, and a reader who counts mentions needs both to agree.
 */
export function redactPayload(payload: unknown, messageId: string): unknown {
  const content = carrying.safeParse(payload);
  if (!content.success) return payload;
  const { message } = content.data;
  if (message.id === messageId) return { ...content.data, message: { ...message, ...blankText } };
  if (message.quoted_message_id === messageId) return { ...content.data, message: { ...message, ...blankQuotation } };
  return payload;
}
