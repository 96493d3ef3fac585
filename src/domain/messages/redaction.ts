import { z } from "zod";
import { blankQuotation, blankText } from "./readable-texts";

/** The parts of a payload with a message that are inspected; everything else is kept as it is. */
const carrying = z.looseObject({
  message: z.looseObject({ id: z.string(), quoted_message_id: z.string().nullable() }),
});

/**
 * Removes the text of `messageId` from the payload of an event, whether its own text or a quotation. Mentions stay: the deletion
 * names them too, and a reader who counts mentions needs both to agree.
 */
export function redactPayload(payload: unknown, messageId: string): unknown {
  const content = carrying.safeParse(payload);
  if (!content.success) return payload;
  const { message } = content.data;
  if (message.id === messageId) return { ...content.data, message: { ...message, ...blankText } };
  if (message.quoted_message_id === messageId) return { ...content.data, message: { ...message, ...blankQuotation } };
  return payload;
}
