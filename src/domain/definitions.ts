import * as channels from "./channels/rules";
import type { Entities, Kind, KindDefinition, Owner } from "./core/kinds";
import * as timelines from "./core/timelines";
import * as directs from "./directs/rules";
import * as bots from "./members/bots";
import * as invites from "./members/invite-state";
import * as members from "./members/rules";
import * as messages from "./messages/rules";
import * as threadState from "./messages/thread-state";
import * as threads from "./messages/threads";
import * as pins from "./pins/rules";
import * as reactions from "./reactions/rules";
import * as workspaces from "./workspaces/rules";

/** Every kind of entity, in the order in which they are saved and loaded. */
export const kindDefinitions = [
  workspaces.workspaceKind,
  members.memberKind,
  channels.channelKind,
  channels.channelMemberKind,
  directs.directKind,
  timelines.timelineKind,
  messages.messageKind,
  threadState.threadKind,
  reactions.reactionKind,
  reactions.tallyKind,
  pins.pinKind,
  invites.inviteKind,
] as const;

/** Every type of event. */
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
  pins.pinAdded,
  pins.pinRemoved,
  directs.directCreated,
  bots.botCreated,
  bots.botDeleted,
  invites.inviteCreated,
  invites.inviteRevoked,
  invites.inviteAccepted,
] as const;

type Definitions = (typeof kindDefinitions)[number];

declare module "./core/kinds" {
  interface Registry {
    readonly kinds: Definitions;
  }
}

export type { Entities, Kind } from "./core/kinds";
/** The kinds that a server keeps in memory. */
export type HotKind = Extract<Definitions, { readonly hot: true }>["name"];
export type KindOf<O extends Owner> = Extract<Definitions, { readonly belongsTo: O }>["name"];

/** Kinds by name, for code that treats all kinds alike. */
export const kindOf: { readonly [K in Kind]: KindDefinition<K, Entities[K]> } = byName((definition) => definition);

/** The key of an entity within its kind and workspace. */
export const keyOf: { readonly [K in Kind]: (entity: Entities[K]) => string } = byName(({ key }) => key);

/** One value for each kind. The compiler cannot infer the names from the list. */
export function byName<T>(made: (definition: Definitions) => unknown): T {
  return Object.fromEntries(kindDefinitions.map((definition) => [definition.name, made(definition)])) as T;
}

export const kinds: readonly Kind[] = kindDefinitions.map(({ name }) => name);

export function isHot(kind: Kind): kind is HotKind {
  return kindOf[kind].hot;
}
