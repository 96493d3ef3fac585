import { z } from "zod";
import { idOf, idSchema } from "../core/ids";
import { limits } from "../core/limits";
import type { personSchema } from "../core/people";
import { isoTime, text } from "../core/text";

export const inviteSchema = z
  .object({
    id: idOf("invite"),
    workspace_id: idOf("workspace"),
    role: z.enum(["moderator", "member", "guest"]),
    channel_ids: z.array(idOf("channel")).meta({ description: "Channels the newcomer joins, beside the default ones" }),
    created_by: idOf("user"),
    created_at: isoTime,
    expires_at: isoTime.nullable(),
    max_uses: z.int().nullable(),
    uses: z.int(),
    revoked_at: isoTime.nullable(),
  })
  .meta({ id: "Invite" });

export type InviteFields = z.infer<typeof inviteSchema>;

export const invitePayload = z.object({ invite_id: idOf("invite"), invite: inviteSchema });
export type InvitePayload = z.infer<typeof invitePayload>;

export const createInviteInput = z.object({
  role: z.enum(["moderator", "member", "guest"]).default("member"),
  channel_ids: z.array(idSchema).max(limits.inviteChannelsMax).default([]).meta({
    description: "Channels the newcomer joins, beside the default ones; guests join these alone, at least one",
  }),
  expires_at: isoTime
    .nullable()
    .optional()
    .meta({ description: `Left out: in ${limits.inviteDaysDefault} days. null: never, but not for guests` }),
  max_uses: z
    .int()
    .min(1)
    .max(limits.inviteUsesMax)
    .nullable()
    .default(limits.inviteUsesDefault)
    .meta({ description: "How many people may join by it; null: any number" }),
});

/** An invite for each of these addresses. */
export const mailInvitesInput = createInviteInput.omit({ max_uses: true }).extend({
  emails: z
    .array(text(limits.emailLengthMax))
    .min(1)
    .max(limits.inviteMailsMax)
    .meta({ description: "Each gets an invite of its own, for one person" }),
});
export type CreateInvite = z.infer<typeof createInviteInput>;

export type RevokeInvite = { invite_id: string };
export type AcceptInvite = { invite_id: string; person: z.infer<typeof personSchema> };
