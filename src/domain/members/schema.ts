import { z } from "zod";
import { idOf, idSchema } from "../core/ids";
import { givenRoles, roles } from "../core/roles";
import { isoTime } from "../core/text";

export const memberSchema = z
  .object({
    workspace_id: idOf("workspace"),
    user_id: idOf("user"),
    display_name: z.string(),
    handle: z.string(),
    avatar_url: z.string().nullable(),
    kind: z.enum(["human", "bot"]),
    role: z.enum(roles),
    owner_id: z.string().nullable().meta({ description: "The person a bot belongs to" }),
    joined_at: isoTime,
    left_at: isoTime.nullable(),
  })
  .meta({ id: "Member" });

export type MemberFields = z.infer<typeof memberSchema>;

export const memberPayload = z.object({ user_id: idOf("user"), member: memberSchema });
export type MemberPayload = z.infer<typeof memberPayload>;

export const roleChangedPayload = memberPayload.extend({ previous_role: z.enum(roles) });
export type RoleChangedPayload = z.infer<typeof roleChangedPayload>;

export const removedMemberPayload = z.object({ user_id: idOf("user"), left_at: isoTime });
export type RemovedMemberPayload = z.infer<typeof removedMemberPayload>;

export const changeMemberRoleInput = z.object({ user_id: idSchema, role: z.enum(givenRoles) });
export type ChangeMemberRole = z.infer<typeof changeMemberRoleInput>;

/** The member who becomes the owner. */
export type HandOver = { readonly user_id: string };

export const removeMemberInput = z.object({ user_id: idSchema });
export type RemoveMember = z.infer<typeof removeMemberInput>;
