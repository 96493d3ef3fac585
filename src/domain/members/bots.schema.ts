import { z } from "zod";
import { idOf } from "../core/ids";
import type { Person } from "../core/people";

export const botPayload = z.object({ bot_id: idOf("user"), owner_id: z.string().nullable() });
export type BotPayload = z.infer<typeof botPayload>;

export type CreateBot = { bot_id: string; person: Person; service: boolean };
export type DeleteBot = { bot_id: string };
