import { setImmediate as nextTurn } from "node:timers/promises";
import type { Command, Event } from "../../domain";
import type { Actor } from "../../domain/core/commands";
import { DomainError, type ErrorCode } from "../../domain/core/errors";
import { listsChangedBy } from "../../domain/workspace-lists";
import type { Word } from "../bell/bell";
import type { ServerContext } from "../context/context";
import { type RequestDigests, requestDigests } from "../context/installation-key";
import type { Span, Tracing } from "../tracing/tracing";
import { createAppender } from "./appender";
import { type Cause, callsOf, type DecidedBatch, type Job, type Outcome } from "./batch";
import type { HotStates } from "./hot-states";
import type { Log } from "./log";

export type Executed = {
  /** The events of the command, with cursors; empty when it changed nothing. For a repeated request: the original ones. */
  readonly events: readonly Event[];
  readonly replayed: boolean;
};

export type ExecuteOptions = {
  readonly actor: Actor;
  /** The request as the caller sent it, if it names a nonce. Its digest tells a retry from a different message. */
  readonly request?: unknown;
  /** The claimed `Idempotency-Key` of the request (see `idempotency.ts`). */
  readonly idempotencyId?: string | undefined;
  /** Returns the earlier outcome of that key, if the actor still has the right to it, and does nothing. */
  readonly isRepeat?: boolean;
  /** The origin of the command, for the logs. */
  readonly cause?: Cause | undefined;
};

export type Execute = (workspaceId: string, command: Command, options: ExecuteOptions) => Promise<Executed>;

/** Whether an error says for certain that nothing was changed. After an outage nobody knows. */
export function isRefusal(error: unknown): error is DomainError {
  return error instanceof DomainError && error.code !== "not_ready" && error.code !== "internal";
}

/** The most commands of a workspace that may wait for an append. During an outage more would only fill the memory. */
export const waitingCommandsMax = 5_000;

/** The most commands that one append takes. More would let a single transaction hold the head for too long. */
const batchCommandsMax = 256;

/** The errors that refuse every command of a workspace alike. */
const refusesAll: ReadonlySet<ErrorCode> = new Set(["not_ready", "event_too_new", "storage_full"]);

type Waiting = Job & {
  /** When it arrived, by `performance.now`. */
  readonly since: number;
  readonly resolve: (executed: Executed) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * I3: the only way to change a workspace. Decides commands in memory and appends their events with an expected head;
 * commands that arrive while an append of the same workspace is in flight share the next one (ARCHITECTURE.md, "The way
 * of one message"). Throws the `DomainError` of a refused command. Acknowledged means durable (I1). Only a request with
 * a nonce may be repeated safely.
 */
export function createExecute(
  context: ServerContext,
  { log, states }: { log: Log; states: HotStates },
): { execute: Execute; close: () => Promise<void> } {
  const appender = createAppender(context, states);
  const queues = new Map<string, Waiting[]>();
  /** The commands of the running appends. */
  const underWay = new Set<readonly Waiting[]>();
  const running = new Set<Promise<void>>();
  const metrics = context.metrics.append;
  let digests: RequestDigests | null = null;
  metrics.watchUnanswered(() => {
    const waiting = [...queues.values()];
    // Each list is in the order in which its commands arrived.
    const oldest = [...waiting, ...underWay].flatMap(([first]) => first?.since ?? []);
    return {
      waiting: waiting.reduce((sum, queue) => sum + queue.length, 0),
      since: oldest.length === 0 ? null : Math.min(...oldest),
    };
  });

  function execute(
    workspaceId: string,
    command: Command,
    { actor, request, idempotencyId, isRepeat = false, cause }: ExecuteOptions,
  ): Promise<Executed> {
    if (request !== undefined && digests === null)
      return readDigests().then(() =>
        execute(workspaceId, command, { actor, request, idempotencyId, isRepeat, cause }),
      );
    const queue = queues.get(workspaceId);
    const digest = request === undefined ? undefined : digests?.of(request);
    return new Promise((resolve, reject) => {
      if (queue && queue.length >= waitingCommandsMax) return deny({ reject }, tooManyWaiting());
      const waiting: Waiting = {
        command,
        actor,
        calls: callsOf(command),
        request_digest: digest?.keyed ?? null,
        earlier_digest: digest?.bare ?? null,
        idempotency_id: idempotencyId ?? null,
        isRepeat,
        cause: cause ?? null,
        since: performance.now(),
        resolve,
        reject,
      };
      if (queue) {
        queue.push(waiting);
        return;
      }
      queues.set(workspaceId, [waiting]);
      keepRunning(drain(workspaceId));
    });
  }

  async function readDigests(): Promise<void> {
    digests = await requestDigests(context.database.pool);
  }

  function keepRunning(work: Promise<void>): void {
    const run = work.finally(() => running.delete(run));
    running.add(run);
  }

  async function drain(workspaceId: string): Promise<void> {
    for (;;) {
      const queue = queues.get(workspaceId) ?? [];
      if (queue.length === 0) break;
      await gather(queue);
      const taken = queue.splice(0, batchCommandsMax);
      underWay.add(taken);
      await appendTogether(workspaceId, taken).finally(() => underWay.delete(taken));
    }
    queues.delete(workspaceId);
  }

  async function appendTogether(workspaceId: string, waiting: readonly Waiting[]): Promise<void> {
    let batch: DecidedBatch;
    const timing = metrics.taken(waiting);
    const span = beginSpan(context.tracing, workspaceId, waiting);
    try {
      batch = await appender.append(workspaceId, waiting, timing);
      span.set({ "parley.events": batch.events.length });
      span.end();
    } catch (error) {
      span.end(error);
      return refuse(workspaceId, waiting, error);
    }
    timing.appended(batch);
    states.advance(workspaceId, batch.events, batch.changes);
    const told = tell(workspaceId, batch.events);
    const answerAll = () => {
      for (const [index, one] of waiting.entries()) answer(workspaceId, one, batch.outcomes[index]);
    };
    // Other processes must be notified before this one is frozen. The next append does not wait for a slow bell.
    if (context.mayFreeze) keepRunning(told.then(answerAll));
    else answerAll();
  }

  /**
   * One command may have broken a rule that only the database can check; it must not fail its neighbours. After an
   * outage nobody knows whether the batch was appended, and deciding it again could do everything twice. On a full disk
   * there is no room for any of them.
   */
  async function refuse(workspaceId: string, waiting: readonly Waiting[], error: unknown): Promise<void> {
    const isOfAll = error instanceof DomainError && refusesAll.has(error.code);
    if (waiting.length === 1 || isOfAll) for (const one of waiting) deny(one, error);
    else for (const one of waiting) await appendTogether(workspaceId, [one]);
  }

  /**
   * Notifies the other processes first, whose readers have the longer way, and then this one. The append has happened in any
   * case: a reader that misses the bell finds it by polling.
   */
  async function tell(workspace_id: string, events: readonly Event[]): Promise<void> {
    const head = events.at(-1)?.cursor;
    if (head === undefined) return;
    const words: Word[] = [
      { type: "appended", workspace_id, head },
      ...listsChangedBy(workspace_id, events).map((changed) => ({ type: "workspaces_changed" as const, ...changed })),
    ];
    const othersAreTold = Promise.all(words.map((word) => context.bell.tell(word)));
    try {
      log.ring(workspace_id, events, head);
    } catch (error) {
      context.logger.error({ err: error, workspace_id }, "the bell of an append failed");
    }
    await othersAreTold;
  }

  function answer(workspaceId: string, waiting: Waiting, outcome: Outcome | undefined): void {
    const { resolve, reject } = waiting;
    if (!outcome) deny(waiting, new DomainError("internal", "The command was lost."));
    else if ("error" in outcome) deny(waiting, outcome.error);
    else if ("events" in outcome) resolve({ events: outcome.events, replayed: false });
    else {
      metrics.replayed();
      Promise.all(outcome.replay_of.map((cursor) => log.at(workspaceId, cursor))).then(
        (events) => resolve({ events: events.flatMap((event) => event ?? []), replayed: true }),
        reject,
      );
    }
  }

  function deny({ reject }: Pick<Waiting, "reject">, error: unknown): void {
    metrics.refused(error instanceof DomainError ? error.code : "internal");
    reject(error);
  }

  return {
    execute,
    close: async () => {
      await Promise.allSettled(running);
      await appender.close();
    },
  };
}

/**
 * Includes the commands of requests that have arrived but are still unread: one append of many commands costs little more than
 * one of few, and so does its notification. Waits only while each turn of the event loop brings more.
 */
async function gather(queue: readonly Waiting[]): Promise<void> {
  for (let known = 0; known < queue.length && queue.length < batchCommandsMax; ) {
    known = queue.length;
    await nextTurn();
  }
}

/** The span of an append belongs to the first request and links to the others. */
function beginSpan(tracing: Tracing, workspaceId: string, jobs: readonly Job[]): Span {
  const [parent = null, ...links] = jobs.flatMap(({ cause }) => cause?.span ?? []);
  const attributes = { "parley.workspace_id": workspaceId, "parley.commands": jobs.length };
  return tracing.begin("append", { parent, links, attributes });
}

function tooManyWaiting(): DomainError {
  return new DomainError("not_ready", "Too many changes wait for the message store. Try again in a moment.", {
    retryAfterSeconds: 2,
  });
}
