import { z } from "zod";
import type { Command } from "../../domain";
import { channelSchema, createChannelInput, updateChannelInput } from "../../domain/channels/schema";
import { idSchema } from "../../domain/core/ids";
import { limits } from "../../domain/core/limits";
import { isoTime, searchedChannelName, text } from "../../domain/core/text";
import { unreadCounts } from "../../domain/read-states/schema";
import { exampleIds } from "./examples";
import { locateChannel } from "./locate";
import { listedMember, memberQuery, presentMembers, totalCount } from "./members";
import { type Call, defineOperation } from "./operation";
import { eventOf, eventOrNull } from "./outputs";
import { listQuery, nextCursor, wholeListQuery } from "./paging";

/** The fields for the progress of a conversation and of its reader. */
export const standingFields = [
  "last_seq",
  "last_message_at",
  "last_read_seq",
  "unread_count",
  "mention_count",
] as const;

/** A channel as one member sees it. */
export const channelResource = channelSchema
  .extend({
    last_seq: z.int(),
    last_read_seq: z.int(),
    ...unreadCounts,
    last_message_at: isoTime.nullable(),
    is_member: z.boolean(),
    member_count: z.int(),
  })
  .meta({ id: "ChannelForMember" });

const channelWritten = z.object({ channel: channelResource, event: eventOrNull });
const memberWritten = z.object({ ok: z.literal(true), event: eventOrNull });

const list = defineOperation({
  id: "channels.list",
  method: "GET",
  path: "/api/workspaces/{workspace_id}/channels",
  summary: "The channels that you may read",
  description:
    "Public channels, joined or not, and the private ones you are in; by name, archived ones among them. `q` looks in names, topics and purposes. `name` finds the channel that has this name, else the one that had it last: of a channel that was renamed the old name leads to it.",
  tag: "Channels",
  scope: "channels:read",
  query: wholeListQuery.extend({
    q: text(limits.searchLengthMax).optional(),
    name: searchedChannelName.optional().meta({ description: "The whole name, however it is written" }),
  }),
  output: z.object({ channels: z.array(channelResource), next_cursor: nextCursor }),
  unknownFields: "ignore",
  example: { workspace_id: exampleIds.workspace, q: "release" },
  run: async ({ app, caller, input: { workspace_id, ...search } }) => ({
    body: await app.queries.channels.list({ user_id: caller.user_id, workspace_id }, search),
  }),
});

const create = defineOperation({
  id: "channels.create",
  method: "POST",
  path: "/api/workspaces/{workspace_id}/channels",
  summary: "Create a channel and join it",
  tag: "Channels",
  scope: "channels:write",
  body: createChannelInput,
  output: channelWritten,
  status: 201,
  errors: ["name_taken"],
  unknownFields: "ignore",
  example: { workspace_id: exampleIds.workspace, name: "releases", kind: "public", topic: "What went out" },
  run: async ({ app, caller, input: { workspace_id, ...fields } }) => {
    const { events } = await app.execute(workspace_id, { type: "channel.create", input: fields }, { actor: caller });
    const event = eventOf(events, "channel.created");
    const channel = await app.queries.channels.get(caller.user_id, event?.channel_id ?? "");
    return { body: { channel, event } };
  },
});

const get = defineOperation({
  id: "channels.get",
  method: "GET",
  path: "/api/channels/{channel_id}",
  unknownFields: "ignore",
  summary: "One channel",
  tag: "Channels",
  scope: "channels:read",
  output: z.object({ channel: channelResource }),
  etag: true,
  volatile: [...standingFields, "is_member", "member_count"],
  example: { channel_id: exampleIds.channel },
  run: async ({ app, caller, input }) => ({
    body: { channel: await app.queries.channels.get(caller.user_id, input.channel_id) },
  }),
});

const update = defineOperation({
  id: "channels.update",
  method: "PATCH",
  path: "/api/channels/{channel_id}",
  summary: "Rename, describe, archive or restore a channel",
  description: "Members set topic and purpose; the rest is for the channel's creator, the owner and moderators.",
  tag: "Channels",
  scope: "channels:write",
  body: updateChannelInput.omit({ channel_id: true }),
  output: channelWritten,
  errors: ["name_taken"],
  unknownFields: "ignore",
  example: { channel_id: exampleIds.channel, topic: "What went out, and when" },
  run: async (call) => {
    const { app, caller, input } = call;
    const { workspace_id } = await locateChannel(call, input.channel_id);
    const { events } = await app.execute(workspace_id, { type: "channel.update", input }, { actor: caller });
    const channel = await app.queries.channels.get(caller.user_id, input.channel_id);
    return { body: { channel, event: eventOf(events, "channel.updated") } };
  },
});

const join = defineOperation({
  id: "channels.join",
  method: "POST",
  path: "/api/channels/{channel_id}/join",
  summary: "Join a channel",
  description: "Its sidebar entry, unread counts and notifications become yours. Reading starts at its newest message.",
  tag: "Channels",
  scope: "channels:write",
  output: channelWritten,
  errors: ["archived"],
  example: { channel_id: exampleIds.other_channel },
  run: async (call) => {
    const { app, caller, input } = call;
    const { workspace_id } = await locateChannel(call, input.channel_id);
    const { events } = await app.execute(workspace_id, { type: "channel.join", input }, { actor: caller });
    const channel = await app.queries.channels.get(caller.user_id, input.channel_id);
    return { body: { channel, event: eventOf(events, "channel.member_added") } };
  },
});

const leave = defineOperation({
  id: "channels.leave",
  method: "POST",
  path: "/api/channels/{channel_id}/leave",
  summary: "Leave a channel",
  tag: "Channels",
  scope: "channels:write",
  output: memberWritten,
  example: { channel_id: exampleIds.channel },
  run: (call) =>
    changeMembers(call, { type: "channel.remove_member", input: { ...call.input, user_id: call.caller.user_id } }),
});

const members = defineOperation({
  id: "channels.members",
  method: "GET",
  path: "/api/channels/{channel_id}/members",
  summary: "Who is in a channel",
  description:
    "By name. `q` looks for members as in `GET /api/workspaces/{workspace_id}/members`. Only the first page has `total_count`.",
  tag: "Channels",
  scope: "channels:read",
  query: listQuery.extend({ q: memberQuery }),
  output: z.object({ members: z.array(listedMember), next_cursor: nextCursor, total_count: totalCount }),
  example: { channel_id: exampleIds.channel, limit: 50 },
  run: async ({ app, caller, input: { channel_id, ...page } }) => {
    const { members, ...rest } = await app.queries.channels.members(caller.user_id, channel_id, page);
    const { next_cursor, total_count } = rest;
    return { body: { members: await presentMembers(app, members), next_cursor, total_count } };
  },
});

const addMember = defineOperation({
  id: "channels.addMember",
  method: "POST",
  path: "/api/channels/{channel_id}/members",
  summary: "Add somebody to a channel",
  tag: "Channels",
  scope: "channels:write",
  body: z.object({ user_id: idSchema }),
  output: memberWritten,
  errors: ["archived"],
  example: { channel_id: exampleIds.channel, user_id: exampleIds.other_user },
  run: (call) => changeMembers(call, { type: "channel.add_member", input: call.input }),
});

const removeMember = defineOperation({
  id: "channels.removeMember",
  method: "DELETE",
  path: "/api/channels/{channel_id}/members/{user_id}",
  summary: "Take somebody out of a channel",
  tag: "Channels",
  scope: "channels:write",
  output: memberWritten,
  example: { channel_id: exampleIds.channel, user_id: exampleIds.other_user },
  run: (call) => changeMembers(call, { type: "channel.remove_member", input: call.input }),
});

export const channelOperations = { list, create, get, update, join, leave, members, addMember, removeMember };

type MembershipCommand = Extract<Command, { type: "channel.add_member" | "channel.remove_member" }>;

async function changeMembers(call: Call<{ channel_id: string }>, command: MembershipCommand) {
  const { workspace_id } = await locateChannel(call, call.input.channel_id);
  const { events } = await call.app.execute(workspace_id, command, { actor: call.caller });
  return { body: { ok: true as const, event: eventOf(events, "channel.member_added", "channel.member_removed") } };
}
