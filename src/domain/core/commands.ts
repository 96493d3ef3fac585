import type { Calls } from "./calls";
import type { NewEvent } from "./events";
import type { IdKind } from "./ids";
import type { IndexName, Kind, State } from "./kinds";

export type Actor = { readonly user_id: string };

/** The data outside the hot state that must be loaded before a command can be decided. */
export type Needs = {
  /** Messages, each with its thread state. */
  readonly message_ids?: readonly string[];
  /** Messages about to be deleted: the newest live replies of their threads and the ids of all messages that quote them. */
  readonly replies_of?: readonly string[];
  /** Messages about to be quoted: the ids of the messages that already quote them, at most `quotationsPerMessageMax`. */
  readonly quotations_of?: readonly string[];
  readonly nonces?: readonly { readonly author_id: string; readonly nonce: string }[];
  /**
   * All reactions of these people to these messages, and all tallies of the messages. Where an emoji has several spellings, all
   * its reactions.
   */
  readonly reactions?: readonly { readonly message_id: string; readonly user_id: string }[];
  /** Look-ups by `find` for kinds without a field of their own here. Their indexes are named after the columns they cover. */
  readonly found?: readonly Found[];
};

/** A query for `State.find`. */
export type Found = { [K in Kind]: { readonly kind: K; readonly index: IndexName<K>; readonly value: string } }[Kind];

/** The inputs of a decision besides state and command. The core itself has no clock and no randomness. */
export type DecisionContext = {
  readonly actor: Actor;
  readonly workspace_id: string;
  readonly now: string;
  /**
   * Digest of the request as the caller sent it. It tells a retry from a new message that reuses a nonce. Null without a nonce.
   */
  readonly request_digest: string | null;
  /** The digest that an earlier version would have computed, which recognises messages from that version. */
  readonly earlier_digest?: string | null;
  /** The mentions in the command's text, as the one parser of messages reads them before the decision. */
  readonly calls: Calls;
  readonly newId: (kind: IdKind) => string;
};

/** The events of a command; none when nothing changes. `replay_of` names the earlier event of a repeated request. */
export type Decision = { readonly events: readonly NewEvent[]; readonly replay_of?: number };

export type CommandDefinition<T extends string = string, I = unknown> = {
  readonly type: T;
  needs(input: I, actor: Actor): Needs;
  /** The text of the command that may mention people by `@handle`; empty when it has none. */
  text(input: I): string;
  /** Decides by rules only, without I/O. Throws a `DomainError` to refuse. */
  decide(state: State, input: I, context: DecisionContext): Decision;
};

type Definition<I> = {
  readonly needs?: (input: I, actor: Actor) => Needs;
  readonly text?: (input: I) => string;
  readonly decide: (state: State, input: I, context: DecisionContext) => Decision;
};

/** Defines a command: the data it needs, its text, and the events it becomes. The feature's schema file describes its input. */
export function defineCommand<const T extends string, I>(type: T, definition: Definition<I>): CommandDefinition<T, I> {
  const { needs = () => ({}), text = () => "", decide } = definition;
  return { type, needs, text, decide };
}

export type CommandOf<D> =
  D extends CommandDefinition<infer T, infer I> ? { readonly type: T; readonly input: I } : never;

export const nothingChanges: Decision = { events: [] };
