import * as channels from "./channels/rules";
import type { CommandOf } from "./core/commands";
import * as directs from "./directs/rules";
import * as bots from "./members/bots";
import "./reactions/emoji-names";
import * as imports from "./imports";
import * as invites from "./members/invites";
import * as members from "./members/rules";
import * as messages from "./messages/rules";
import * as threads from "./messages/threads";
import * as pins from "./pins/rules";
import * as reactions from "./reactions/rules";
import * as workspaces from "./workspaces/rules";

/** Every command. A screen decides only those that it shows ahead of the server, and imports them from their features. */
export const commandDefinitions = [
  workspaces.createWorkspace,
  workspaces.updateWorkspace,
  members.updateMember,
  members.changeMemberRole,
  members.handOver,
  members.removeMember,
  channels.createChannel,
  channels.updateChannel,
  channels.joinChannel,
  channels.addChannelMember,
  channels.removeChannelMember,
  messages.createMessage,
  messages.updateMessage,
  messages.deleteMessage,
  threads.replyToThread,
  reactions.addReaction,
  reactions.removeReaction,
  pins.addPin,
  pins.removePin,
  pins.importPins,
  directs.createDirect,
  bots.createBot,
  bots.deleteBot,
  invites.createInvite,
  invites.revokeInvite,
  invites.acceptInvite,
  imports.importItems,
] as const;

export type Command = CommandOf<(typeof commandDefinitions)[number]>;
