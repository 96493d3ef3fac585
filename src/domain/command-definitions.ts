import * as bots from "./bots";
import * as channels from "./channels";
import type { CommandOf } from "./commands";
import * as directs from "./directs";
import "./emoji-names";
import * as imports from "./imports";
import * as invites from "./invites";
import * as members from "./members";
import * as messages from "./messages";
import * as reactions from "./reactions";
import * as threads from "./threads";
import * as workspaces from "./workspaces";

/** Every command there is. A screen decides only those that it shows ahead of the server, and takes them from their features. */
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
  directs.createDirect,
  bots.createBot,
  bots.deleteBot,
  invites.createInvite,
  invites.revokeInvite,
  invites.acceptInvite,
  imports.importItems,
] as const;

export type Command = CommandOf<(typeof commandDefinitions)[number]>;
