import { type Command, definitionOf, type Event, newestOf, reduce } from "../../domain";
import { commandDefinitions } from "../../domain/command-definitions";
import type { Calls } from "../../domain/core/calls";
import type { Actor, CommandDefinition, Needs } from "../../domain/core/commands";
import { DomainError, isMissingRight } from "../../domain/core/errors";
import type { Envelope, NewEvent } from "../../domain/core/events";
import { blankQuotation } from "../../domain/messages/readable-texts";
import { redactPayload } from "../../domain/messages/redaction";
import { type Change, Overlay, type State } from "../../domain/state";
import { callsIn } from "../../language";
import type { ServerContext } from "../context/context";
import type { SpanContext } from "../tracing/tracing";
import type { Redactions } from "./append-statement";
import type { HotState } from "./hot-states";
import type { Loaded } from "./load-needs";

/** The request that a command came with, and its span in a trace. */
export type Cause = { readonly request_id: string; readonly span: SpanContext | null };

/** A command in the queue of its workspace. */
export type Job = {
  readonly command: Command;
  readonly actor: Actor;
  /** The people that its text mentions. */
  readonly calls: Calls;
  readonly request_digest: string | null;
  /** The digest in the form that an earlier version stored. */
  readonly earlier_digest?: string | null;
  /** The row of `idempotency_keys` that records the outcome, in the same transaction. */
  readonly idempotency_id: string | null;
  /** The request has been answered before, so it must append nothing more. */
  readonly isRepeat: boolean;
  readonly cause: Cause | null;
};

export type Outcome =
  | { readonly events: readonly Event[] }
  | { readonly replay_of: readonly number[] }
  | { readonly error: unknown };

/** The result of a batch of commands: events with their cursors, and their changes. `outcomes` follows the order of the jobs. */
export type DecidedBatch = {
  readonly events: readonly Event[];
  /** The same events as they are written, possibly in an older version. */
  readonly written: readonly Envelope[];
  readonly changes: readonly Change[];
  readonly redactions: Redactions;
  /** The cursors of the events of each request with an idempotency key. */
  readonly keyed: ReadonlyMap<string, readonly number[]>;
  readonly outcomes: readonly Outcome[];
};

/** The input for deciding a batch of commands: the state in memory, and the rows that were loaded for it. */
export type DecisionInput = {
  readonly workspaceId: string;
  readonly hot: HotState;
  readonly loaded: Loaded;
  readonly context: ServerContext;
};

const definitions = new Map<string, CommandDefinition<string, never>>(
  commandDefinitions.map((definition) => [definition.type, definition as unknown as CommandDefinition<string, never>]),
);

/** The data that must be loaded before a command can be decided. */
export function needsOf({ command, actor }: Job): Needs {
  return definition(command).needs(command.input as never, actor);
}

/** The people that a command's text mentions. Found before the command is queued: an append must not wait for a parser. */
export function callsOf(command: Command): Calls {
  return callsIn(definition(command).text(command.input as never));
}

/**
 * Decides commands in turn, each on the state that the earlier ones left. A refused command does not fail the others. A text that
 * the batch also deletes is removed from its events before they are written (I8).
 */
export function decideBatch(input: DecisionInput, jobs: readonly Job[]): DecidedBatch {
  const overlay = new Overlay(baseState(input));
  const written: Event[] = [];
  const redactions = { deleted: new Set<string>(), quoting: new Set<string>(), rows: new Map<string, number>() };
  const keyed = new Map<string, readonly number[]>();
  const outcomes = jobs.map((job) => {
    try {
      return decideJob(job);
    } catch (error) {
      return { error };
    }
  });
  return { events: written.map(newestOf), written, changes: overlay.changes(), redactions, keyed, outcomes };

  function decideJob(job: Job): Outcome {
    const { workspaceId: workspace_id, context, hot } = input;
    const now = context.clock().toISOString();
    const decide = () =>
      definition(job.command).decide(overlay, job.command.input as never, {
        workspace_id,
        now,
        newId: context.newId,
        ...job,
      });
    const done = doneFor(job);
    if (done !== undefined) {
      refuseWithoutRight(job, decide);
      return { replay_of: done };
    }
    const decision = decide();
    // I6: a command with a known nonce creates nothing.
    if (decision.replay_of !== undefined) return { replay_of: [decision.replay_of] };
    const placed = decision.events.map((event, index) =>
      place(event, {
        workspace_id,
        now,
        job,
        cursor: hot.head + written.length + index + 1,
        id: context.newId("event"),
      }),
    );
    for (const event of placed) {
      overlay.apply(reduce(overlay, event));
      const newest = newestOf(event);
      unquote(newest);
      written.push(event);
      redact(newest);
    }
    if (job.idempotency_id !== null && placed.length > 0) {
      const cursors = placed.map((event) => event.cursor);
      keyed.set(job.idempotency_id, cursors);
    }
    return { events: placed.map(newestOf) };
  }

  /** The cursors of a request with an idempotency key that has already been done. */
  function doneFor({ idempotency_id, isRepeat }: Job): readonly number[] | undefined {
    const nothing = isRepeat ? [] : undefined;
    if (idempotency_id === null) return nothing;
    return keyed.get(idempotency_id) ?? input.loaded.done.get(idempotency_id) ?? nothing;
  }

  /** Removes the quoted text from the events before this one. */
  function unquote(event: Event): void {
    const id = definitionOf(event.type)?.unquotes(event.payload as never) ?? null;
    if (id === null) return;
    written.forEach((earlier, index) => {
      if (!("message" in earlier.payload) || earlier.payload.message.id !== id) return;
      const payload = { ...earlier.payload, message: { ...earlier.payload.message, ...blankQuotation } };
      written[index] = { ...earlier, payload } as Event;
    });
    if (!redactions.deleted.has(id)) redactions.quoting.add(id);
  }

  /** I8: text that the same batch adds and deletes is never written. */
  function redact(event: Event): void {
    const [deletedId, ...quotingIds] = definitionOf(event.type)?.redacts(event.payload as never) ?? [];
    if (deletedId === undefined) return;
    written.forEach((earlier, index) => {
      const payload = redactPayload(earlier.payload, deletedId);
      if (payload !== earlier.payload) written[index] = { ...earlier, payload } as Event;
    });
    redactions.deleted.add(deletedId);
    redactions.quoting.delete(deletedId);
    for (const id of quotingIds) {
      if (!redactions.deleted.has(id)) redactions.quoting.add(id);
      if (overlay.get("message", id) === undefined) redactions.rows.set(id, event.cursor);
    }
  }
}

/**
 * A repeated request gets its first outcome only while the caller still has the right to it. Other refusals do not count: the
 * command could not be done twice, or the person concerned has left since. A command that ends the caller's own right, such
 * as leaving, is always repeated.
 */
function refuseWithoutRight({ command, actor }: Job, decide: () => unknown): void {
  const isLeaving =
    (command.type === "member.remove" || command.type === "channel.remove_member") &&
    command.input.user_id === actor.user_id;
  if (isLeaving) return;
  try {
    decide();
  } catch (error) {
    if (error instanceof DomainError && isMissingRight(error)) throw error;
  }
}

type Placing = {
  readonly workspace_id: string;
  readonly now: string;
  readonly job: Job;
  readonly cursor: number;
  readonly id: string;
};

function place(event: NewEvent, { workspace_id, now, job, cursor, id }: Placing): Event {
  const envelope: Envelope = {
    id,
    cursor,
    workspace_id,
    ...event,
    actor_id: event.actor_id ?? job.actor.user_id,
    created_at: event.created_at ?? now,
  };
  return envelope as Event;
}

/** Messages and their dependents come from the rows loaded for the batch, everything else from the hot state. */
function baseState({ hot, loaded }: DecisionInput): State {
  return {
    get: (kind, key) => hot.store.get(kind, key) ?? loaded.store.get(kind, key),
    find: (kind, index, value) => [...hot.store.find(kind, index, value), ...loaded.store.find(kind, index, value)],
    keys: (kind, index, value) =>
      new Set([
        ...hot.store.keys(kind, index, value),
        ...loaded.store.keys(kind, index, value),
        ...(kind === "message" && index === "quoted" ? (loaded.quoting.get(value) ?? []) : []),
      ]),
  };
}

function definition(command: Command): CommandDefinition<string, never> {
  const found = definitions.get(command.type);
  if (!found) throw new Error(`no definition of command ${command.type}`);
  return found;
}
