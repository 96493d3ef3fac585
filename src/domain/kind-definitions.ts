import { channelKind, channelMemberKind } from "./channels";
import { directKind } from "./directs";
import { inviteKind } from "./invite-state";
import type { KindDefinition, Owner } from "./kinds";
import { memberKind } from "./members";
import { messageKind } from "./messages";
import { reactionKind, tallyKind } from "./reactions";
import { threadKind } from "./thread-state";
import { timelineKind } from "./timelines";
import { workspaceKind } from "./workspaces";

/** Every kind of entity there is, in the order in which they are saved and loaded. */
export const kindDefinitions = [
  workspaceKind,
  memberKind,
  channelKind,
  channelMemberKind,
  directKind,
  timelineKind,
  messageKind,
  threadKind,
  reactionKind,
  tallyKind,
  inviteKind,
] as const;

type Definitions = (typeof kindDefinitions)[number];
type DefinitionOf<K extends Kind> = Extract<Definitions, { readonly name: K }>;
type EntityIn<D> = D extends KindDefinition<string, infer E, infer _I> ? E : never;

export type Kind = Definitions["name"];
export type Entities = { [K in Kind]: EntityIn<DefinitionOf<K>> };
export type IndexNames = { [K in Kind]: Extract<keyof DefinitionOf<K>["indexes"], string> };
/** The kinds that a server keeps in memory. */
export type HotKind = Extract<Definitions, { readonly hot: true }>["name"];
export type KindOf<O extends Owner> = Extract<Definitions, { readonly belongsTo: O }>["name"];

/** A kind by name, for code that treats all alike. */
export const kindOf: { readonly [K in Kind]: KindDefinition<K, Entities[K]> } = byName((definition) => definition);

/** The key of an entity among its kind, within one workspace. */
export const keyOf: { readonly [K in Kind]: (entity: Entities[K]) => string } = byName(({ key }) => key);

/** One value for each kind. The compiler cannot follow from the list to the names in it. */
export function byName<T>(made: (definition: Definitions) => unknown): T {
  return Object.fromEntries(kindDefinitions.map((definition) => [definition.name, made(definition)])) as T;
}

export const kinds: readonly Kind[] = kindDefinitions.map(({ name }) => name);

export function isHot(kind: Kind): kind is HotKind {
  return kindOf[kind].hot;
}
