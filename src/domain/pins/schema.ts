import { z } from "zod";
import { idOf, idSchema } from "../core/ids";
import { isoTime } from "../core/text";

export const pinSchema = z
  .object({ message_id: idOf("message"), pinned_by: idOf("user"), pinned_at: isoTime })
  .meta({ id: "Pin" });

export const pinPayload = z.object({
  channel_id: idOf("channel"),
  message_id: idOf("message"),
  pinned_by: idOf("user").meta({ description: "Who pinned the message; who removed a pin is the event's actor" }),
});
export type PinPayload = z.infer<typeof pinPayload>;

export const pinInput = z.object({ channel_id: idSchema, message_id: idSchema });
export type PinInput = z.infer<typeof pinInput>;
