import { z } from "zod";

/** Slack's own shapes, as far as the import reads them. What carries a message is strict; decoration that is malformed is dropped. */
const text = z.string().nullish();
const id = z.string().min(1).max(64);
const timestamp = z.string().regex(/^\d{1,10}(\.\d{1,6})?$/, "is not a Slack time stamp");
const idList = z.array(id).nullish();
const titled = z.object({ value: text }).nullish().catch(undefined);

const profile = z.object({
  display_name: text,
  real_name: text,
  email: text,
  image_512: text,
  image_192: text,
  image_72: text,
});

export const slackUsers = z.array(
  z.object({
    id,
    team_id: text,
    name: text,
    real_name: text,
    deleted: z.boolean().nullish(),
    is_bot: z.boolean().nullish(),
    is_restricted: z.boolean().nullish(),
    is_ultra_restricted: z.boolean().nullish(),
    is_owner: z.boolean().nullish(),
    is_primary_owner: z.boolean().nullish(),
    profile: profile.nullish(),
  }),
);

export const slackConversations = z.array(
  z.object({
    id,
    name: text,
    created: z.number().nonnegative().max(9_999_999_999, "is not a Slack time in seconds").nullish(),
    creator: text,
    is_archived: z.boolean().nullish(),
    is_general: z.boolean().nullish(),
    members: idList,
    topic: titled,
    purpose: titled,
  }),
);

const attachment = z.object({
  fallback: text,
  pretext: text,
  author_name: text,
  title: text,
  title_link: text,
  text,
  from_url: text,
  image_url: text,
  is_share: z.boolean().nullish(),
  is_msg_unfurl: z.boolean().nullish(),
  fields: z.array(z.object({ title: text, value: text })).nullish(),
  blocks: z.array(z.unknown()).nullish(),
});

const file = z.object({
  name: text,
  title: text,
  mode: text,
  permalink: text,
  url_private: text,
  external_url: text,
});

export const slackMessage = z.object({
  ts: timestamp,
  type: text,
  subtype: text,
  user: text,
  username: text,
  bot_id: text,
  text,
  thread_ts: timestamp.nullish(),
  edited: z.object({ ts: timestamp }).nullish().catch(undefined),
  user_profile: profile.extend({ name: text }).nullish().catch(undefined),
  bot_profile: z.object({ name: text }).nullish().catch(undefined),
  reactions: z.array(z.object({ name: z.string().min(1), users: z.array(id) })).nullish(),
  blocks: z.array(z.unknown()).nullish().catch(undefined),
  attachments: z.array(attachment).nullish().catch(undefined),
  files: z.array(file).nullish().catch(undefined),
  file: file.nullish().catch(undefined),
});

export const slackMessages = z.array(slackMessage);

export type SlackUser = z.infer<typeof slackUsers>[number];
export type SlackConversation = z.infer<typeof slackConversations>[number];
export type SlackMessage = z.infer<typeof slackMessage>;
export type SlackAttachment = z.infer<typeof attachment>;
export type SlackFile = z.infer<typeof file>;
