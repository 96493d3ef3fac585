import type { Calls } from "./calls";
import type { NewEvent } from "./events";
import type { IdKind } from "./ids";
import type { IndexName, Kind, State } from "./kinds";

export type Actor = { readonly user_id: string };

/** What is not in the hot state and must be loaded before a command can be decided. */
export type Needs = {
  /** Messages, each with the state of its thread. */
  readonly message_ids?: readonly string[];
  /** Messages about to go, for which the newest live replies of their thread and the ids of all that quote them are wanted. */
  readonly replies_of?: readonly string[];
  /** Messages about to be quoted, for which the ids of those that quote them are wanted, `quotationsPerMessageMax` at most. */
  readonly quotations_of?: readonly string[];
  readonly nonces?: readonly { readonly author_id: string; readonly nonce: string }[];
  /** Every reaction of these people to these messages, and every tally of the messages; where one emoji has several spellings, all reactions. */
  readonly reactions?: readonly { readonly message_id: string; readonly user_id: string }[];
  /** What `find` is to answer of kinds for which there is no field of their own. Their indexes are named like the columns that they are over. */
  readonly found?: readonly Found[];
};

/** A question for `State.find`. */
export type Found = { [K in Kind]: { readonly kind: K; readonly index: IndexName<K>; readonly value: string } }[Kind];

/** What a decision may use besides state and input; the core itself has no clock and no randomness. */
export type DecisionContext = {
  readonly actor: Actor;
  readonly workspace_id: string;
  readonly now: string;
  /** Digest of the request as the caller sent it, to tell a retry from a new message that reuses a nonce; null without a nonce. */
  readonly request_digest: string | null;
  /** The same as an earlier version made it, by which a message from then is known again. */
  readonly earlier_digest?: string | null;
  /** Whom the text of the command calls, as the one parser of messages reads it before the decision. */
  readonly calls: Calls;
  readonly newId: (kind: IdKind) => string;
};

/** The events of a command; none when nothing changes. `replay_of` names the earlier event of a repeated request. */
export type Decision = { readonly events: readonly NewEvent[]; readonly replay_of?: number };

export type CommandDefinition<T extends string = string, I = unknown> = {
  readonly type: T;
  needs(input: I, actor: Actor): Needs;
  /** The text of the command that may call people by `@handle`; empty when it has none. */
  text(input: I): string;
  /** Decides by rule alone, without I/O. Throws a `DomainError` to refuse. */
  decide(state: State, input: I, context: DecisionContext): Decision;
};

type Definition<I> = {
  readonly needs?: (input: I, actor: Actor) => Needs;
  readonly text?: (input: I) => string;
  readonly decide: (state: State, input: I, context: DecisionContext) => Decision;
};

/** Defines a command: what must be loaded for it, what it says, and which events it becomes. What it takes is described in `schemas`. */
export function defineCommand<const T extends string, I>(type: T, definition: Definition<I>): CommandDefinition<T, I> {
  const { needs = () => ({}), text = () => "", decide } = definition;
  return { type, needs, text, decide };
}

export type CommandOf<D> =
  D extends CommandDefinition<infer T, infer I> ? { readonly type: T; readonly input: I } : never;

export const nothingChanges: Decision = { events: [] };
