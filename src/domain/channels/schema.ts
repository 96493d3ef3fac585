import { z } from "zod";
import { idOf, idSchema } from "../core/ids";
import { limits } from "../core/limits";
import { looksEmpty } from "../core/measure";
import { channelNameSchema, httpUrl, isoTime, line, text } from "../core/text";

export const channelSchema = z
  .object({
    id: idOf("channel"),
    workspace_id: idOf("workspace"),
    name: z.string(),
    kind: z.enum(["public", "private"]),
    topic: z.string(),
    purpose: z.string(),
    is_default: z.boolean().meta({ description: "New members join it by themselves" }),
    display_title: z.string().nullable(),
    sidebar_section: z.string().nullable(),
    external_managed: z.boolean(),
    external_ref: z.string().nullable(),
    external_url: z.string().nullable(),
    created_at: isoTime,
    created_by: idOf("user"),
    archived_at: isoTime.nullable(),
  })
  .meta({ id: "Channel" });

export type ChannelFields = z.infer<typeof channelSchema>;

export const channelPayload = z.object({ channel_id: idOf("channel"), channel: channelSchema });
export const membershipPayload = z.object({ channel_id: idOf("channel"), user_id: idOf("user") });
export const joinedPayload = membershipPayload.extend({
  last_seq: z.int().meta({ description: "The channel's newest message then" }),
});
export const leftPayload = membershipPayload.extend({
  last_seq: z
    .int()
    .optional()
    .meta({ description: "The channel's newest message then; earlier versions did not say it" }),
});
export const archivableChannelPayload = channelPayload.extend({ archived: z.boolean() });

export type ChannelPayload = z.infer<typeof channelPayload>;
export type ArchivableChannelPayload = z.infer<typeof archivableChannelPayload>;
export type LeftPayload = z.infer<typeof leftPayload>;
export type JoinedPayload = z.infer<typeof joinedPayload>;

const label = line(limits.labelLengthMax)
  .nullable()
  .transform((value) => value || null);
/** Text that shows something, or none at all. */
const prose = (lengthMax: number) => text(lengthMax).transform((value) => (looksEmpty(value) ? "" : value));
const details = z.object({
  topic: prose(limits.channelTopicLengthMax).optional(),
  purpose: prose(limits.channelPurposeLengthMax).optional(),
  display_title: label.optional(),
  sidebar_section: label.optional(),
  external_managed: z.boolean().optional(),
  external_ref: text(limits.labelLengthMax).nullable().optional(),
  external_url: httpUrl.nullable().optional(),
});

export const createChannelInput = details.extend({
  name: channelNameSchema,
  kind: z.enum(["public", "private"]).default("public"),
});
export type CreateChannel = z.infer<typeof createChannelInput>;

export const updateChannelInput = details.extend({
  channel_id: idSchema,
  name: channelNameSchema.optional(),
  kind: z.enum(["public", "private"]).optional(),
  archived: z.boolean().optional(),
});
export type UpdateChannel = z.infer<typeof updateChannelInput>;

export type JoinChannel = { channel_id: string };
export type AddChannelMember = { channel_id: string; user_id: string };
export type RemoveChannelMember = { channel_id: string; user_id: string };
