/**
 * The schemas of inputs and outputs, for code that checks or describes them. The rules of the domain use only their types, so
 * that a browser decides and folds without the validation library.
 */
import type { z } from "zod";
import { archivableChannelPayload, channelPayload, joinedPayload, leftPayload } from "./channels/schema";
import { directPayload } from "./directs/schema";
import type { Event, EventType } from "./index";
import { botPayload } from "./members/bots.schema";
import { invitePayload } from "./members/invites.schema";
import { memberPayload, removedMemberPayload, roleChangedPayload } from "./members/schema";
import { contentPayload, deletedPayload, updatedPayload } from "./messages/schema";
import { threadStatePayload } from "./messages/threads.schema";
import { pinPayload } from "./pins/schema";
import { reactionPayload } from "./reactions/schema";
import { workspacePayload } from "./workspaces/schema";

/** The published payload of each event type. */
export const eventPayloads: { readonly [T in EventType]: z.ZodType<Extract<Event, { type: T }>["payload"]> } = {
  "workspace.created": workspacePayload,
  "workspace.updated": workspacePayload,
  "member.joined": memberPayload,
  "member.updated": memberPayload,
  "member.role_changed": roleChangedPayload,
  "member.removed": removedMemberPayload,
  "channel.created": channelPayload,
  "channel.updated": archivableChannelPayload,
  "channel.archived": channelPayload,
  "channel.member_added": joinedPayload,
  "channel.member_removed": leftPayload,
  "message.created": contentPayload,
  "message.updated": updatedPayload,
  "message.deleted": deletedPayload,
  "thread.reply_created": contentPayload,
  "thread.state_updated": threadStatePayload,
  "reaction.added": reactionPayload,
  "reaction.removed": reactionPayload,
  "pin.added": pinPayload,
  "pin.removed": pinPayload,
  "direct.created": directPayload,
  "bot.created": botPayload,
  "bot.deleted": botPayload,
  "invite.created": invitePayload,
  "invite.revoked": invitePayload,
  "invite.accepted": invitePayload,
};
