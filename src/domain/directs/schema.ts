import { z } from "zod";
import { idOf, idSchema } from "../core/ids";
import { limits } from "../core/limits";
import { isoTime } from "../core/text";

export const directSchema = z
  .object({
    id: idOf("direct"),
    workspace_id: idOf("workspace"),
    member_ids: z.array(idOf("user")),
    created_at: isoTime,
    created_by: idOf("user"),
  })
  .meta({ id: "DirectConversationFields" });

export type DirectFields = z.infer<typeof directSchema>;

export const directPayload = z.object({ direct_conversation_id: idOf("direct"), conversation: directSchema });
export type DirectPayload = z.infer<typeof directPayload>;

export const createDirectInput = z.object({ member_ids: z.array(idSchema).max(limits.directMembersMax) });
export type CreateDirect = z.infer<typeof createDirectInput>;
