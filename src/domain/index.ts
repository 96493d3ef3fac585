/**
 * The core of Parley: pure rules, the same in the server, the browser and the tests.
 *
 * workspace: a team's space, with one log · member: a person or bot in a workspace · channel, direct conversation: where messages stand ·
 * root: a message of the timeline · thread: a root with its replies · command: what somebody wants · event: what happened ·
 * log: the events of a workspace · cursor: a place in the log · head: the last cursor · state: what the events add up to.
 */
import * as bots from "./bots";
import * as channels from "./channels";
import * as directs from "./directs";
import type { Envelope, EnvelopeOf, EventDefinition } from "./events";
import * as invites from "./invite-state";
import type { Change, State } from "./kinds";
import * as members from "./members";
import * as messages from "./messages";
import * as reactions from "./reactions";
import * as threadState from "./thread-state";
import * as threads from "./threads";
import * as workspaces from "./workspaces";

export const eventDefinitions = [
  workspaces.workspaceCreated,
  workspaces.workspaceUpdated,
  members.memberJoined,
  members.memberUpdated,
  members.memberRoleChanged,
  members.memberRemoved,
  channels.channelCreated,
  channels.channelUpdated,
  channels.channelArchived,
  channels.channelMemberAdded,
  channels.channelMemberRemoved,
  messages.messageCreated,
  messages.messageUpdated,
  messages.messageDeleted,
  threads.replyCreated,
  threadState.threadStateUpdated,
  reactions.reactionAdded,
  reactions.reactionRemoved,
  directs.directCreated,
  bots.botCreated,
  bots.botDeleted,
  invites.inviteCreated,
  invites.inviteRevoked,
  invites.inviteAccepted,
] as const;

export type Event = EnvelopeOf<(typeof eventDefinitions)[number]>;
export type EventType = Event["type"];
export type { Command } from "./command-definitions";

const eventByType = new Map<string, EventDefinition<string, never>>(
  eventDefinitions.map((definition) => [definition.type, definition as unknown as EventDefinition<string, never>]),
);

/** Which entities an event changes. A type this build does not know changes nothing. */
export function reduce(state: State, event: Envelope): Change[] {
  return definitionOf(event.type)?.reduce(state, event as Envelope<string, never>) ?? [];
}

/** The definition of an event type, if this build knows it. */
export function definitionOf(type: string): EventDefinition<string, never> | undefined {
  return eventByType.get(type);
}
