import type pg from "pg";
import type { Needs } from "../../domain/core/commands";
import type { ServerContext } from "../context/context";
import { isOutOfReach } from "../db/out-of-reach";
import type { AppendTiming } from "../metrics/append-metrics";
import { isHeadHeld, isUsedNonce, outOfReach, refusalOf } from "./append-faults";
import { openAppendPool } from "./append-pool";
import { appendStatement } from "./append-statement";
import { type DecidedBatch, type DecisionInput, decideBatch, type Job, needsOf } from "./batch";
import type { HotStates } from "./hot-states";
import { loadNeeds, nothingLoaded } from "./load-needs";
import { commit, findAppended, LostCommit } from "./lost-commit";

export type Appender = {
  /** Decides the jobs at the present head and appends their events, all in one transaction. Resolves once that is durable. */
  append(workspaceId: string, jobs: readonly Job[], timing: AppendTiming): Promise<DecidedBatch>;
  close(): Promise<void>;
};

const attemptsMax = 8;

/** No further attempt starts after this, so that the caller is still waiting when the answer comes. */
const patienceMs = 30_000;

type Attempt = {
  readonly workspaceId: string;
  readonly jobs: readonly Job[];
  readonly timing: AppendTiming;
  /** The batches of earlier attempts whose outcome is unknown. A statement may arrive long after its connection was given up. */
  readonly lost: readonly DecidedBatch[];
};

/** The decided batch of an attempt, and the head at which it was decided. */
type Decided = { readonly batch: DecidedBatch; readonly expectedHead: number };

/** Appends over its own connections, so that no slow query delays a write. */
export function createAppender(context: ServerContext, states: HotStates): Appender {
  const pool = openAppendPool(context);
  /** Workspaces whose head was not where this process expected it: other processes write there too. */
  const shared = new Set<string>();

  async function append(workspaceId: string, jobs: readonly Job[], timing: AppendTiming): Promise<DecidedBatch> {
    const since = performance.now();
    const lost: DecidedBatch[] = [];
    let locked = false;
    for (let attempt = 0; attempt < attemptsMax && performance.now() - since < patienceMs; attempt += 1) {
      try {
        const attempted = { workspaceId, jobs, timing, lost };
        const batch = await onConnection((connection) => {
          timing.passed("connect");
          return locked ? appendLocked(connection, attempted) : appendOptimistic(connection, attempted);
        });
        if (batch) return batch;
        timing.retried("head_moved");
      } catch (error) {
        if (error instanceof LostCommit) lost.push(error.batch);
        else if (!isOutOfReach(error) && !isHeadHeld(error))
          throw lost.length > 0 ? outOfReach(error) : refusalOf(error);
        timing.retried("database_lost");
        const request_ids = jobs.flatMap(({ cause }) => cause?.request_id ?? []);
        context.logger.warn(
          { err: error, workspace_id: workspaceId, attempt, request_ids },
          "lost the database during an append",
        );
        await new Promise((resolve) => setTimeout(resolve, 50 * 2 ** attempt));
      }
      // Another process appended, or the outcome is unknown. From now on the head is locked while
      // deciding, so that no writer starves.
      locked = true;
    }
    throw outOfReach();
  }

  async function onConnection<T>(run: (connection: pg.PoolClient) => Promise<T>): Promise<T> {
    const connection = await pool.connect();
    let broken = false;
    try {
      return await run(connection);
    } catch (error) {
      broken = error instanceof LostCommit || isOutOfReach(error);
      if (!broken) await connection.query("rollback");
      throw error;
    } finally {
      connection.release(broken);
    }
  }

  /** Appends if the head has not moved since the decision; returns null if it has. */
  async function appendOptimistic(connection: pg.PoolClient, attempt: Attempt): Promise<DecidedBatch | null> {
    const needs = attempt.jobs.map(needsOf);
    return (await appendFromMemory(connection, attempt, needs)) ?? appendAsLoaded(connection, attempt, needs);
  }

  /**
   * Saves the round trip of loading while this process is the only writer, for commands that need only a new nonce: the moved
   * head proves the state, and the index of nonces the rest. Returns null if either fails, if there is nothing to append, and if
   * a command was refused: it may repeat an earlier one that memory does not know.
   */
  async function appendFromMemory(
    connection: pg.PoolClient,
    attempt: Attempt,
    needs: readonly Needs[],
  ): Promise<DecidedBatch | null> {
    const { workspaceId, jobs } = attempt;
    const hot = states.peek(workspaceId);
    if (!hot || shared.has(workspaceId) || keyIdsOf(jobs).length > 0 || !needs.every(isProvenByAppending)) return null;
    const decided = decide(attempt, { hot, loaded: nothingLoaded(hot.head) });
    const { events, outcomes } = decided.batch;
    if (events.length === 0 || outcomes.some((outcome) => "error" in outcome)) return null;
    try {
      const batch = await write(connection, attempt, decided);
      if (batch === null) shared.add(workspaceId);
      return batch;
    } catch (error) {
      if (isUsedNonce(error)) return null;
      throw error;
    }
  }

  async function appendAsLoaded(
    connection: pg.PoolClient,
    attempt: Attempt,
    needs: readonly Needs[],
  ): Promise<DecidedBatch | null> {
    const { workspaceId, jobs, timing } = attempt;
    const known = states.peek(workspaceId)?.head;
    const loaded = await loadNeeds(connection, { workspaceId, needs, keyIds: keyIdsOf(jobs) });
    if (loaded.head === known) shared.delete(workspaceId);
    const hot = await states.at(workspaceId, connection, loaded.head);
    timing.passed("load");
    return hot.head === loaded.head ? write(connection, attempt, decide(attempt, { hot, loaded })) : null;
  }

  function decide({ workspaceId, jobs, timing }: Attempt, input: Pick<DecisionInput, "hot" | "loaded">): Decided {
    const expectedHead = input.loaded.head;
    const batch = decideBatch({ workspaceId, context, ...input }, jobs);
    timing.passed("decide");
    return { batch, expectedHead };
  }

  /** Returns null if the head is no longer where the batch was decided. */
  async function write(
    connection: pg.PoolClient,
    { workspaceId, timing }: Attempt,
    { batch, expectedHead }: Decided,
  ): Promise<DecidedBatch | null> {
    if (batch.events.length === 0) return batch;
    if (expectedHead === 0)
      await connection.query("insert into workspace_heads (workspace_id, head) values ($1, 0) on conflict do nothing", [
        workspaceId,
      ]);
    const { rowCount } = await commit(batch, () =>
      connection.query(appendStatement({ ...batch, workspaceId, expectedHead })),
    );
    timing.passed("commit");
    return rowCount === 0 ? null : batch;
  }

  /** I7: decides and appends while holding the head. First checks whether a batch with a lost commit was appended after all. */
  async function appendLocked(connection: pg.PoolClient, attempt: Attempt): Promise<DecidedBatch | null> {
    const { workspaceId, timing, lost } = attempt;
    await connection.query("begin");
    await connection.query("select head from workspace_heads where workspace_id = $1 for no key update", [workspaceId]);
    timing.passed("lock");
    const appended = lost.length > 0 ? await findAppended(connection, lost) : undefined;
    if (appended) {
      await connection.query("rollback");
      return appended;
    }
    const batch = await appendAsLoaded(connection, attempt, attempt.jobs.map(needsOf));
    await commit(batch, () => connection.query(batch ? "commit" : "rollback"));
    timing.passed("commit");
    return batch;
  }

  return { append, close: () => pool.end() };
}

/** Another process may run the same request: one presumed dead may only be slow, or have a different clock. */
function keyIdsOf(jobs: readonly Job[]): string[] {
  return jobs.flatMap(({ idempotency_id }) => idempotency_id ?? []);
}

function isProvenByAppending({ nonces: _nonces, ...others }: Needs): boolean {
  return Object.values(others).every((wanted) => wanted.length === 0);
}
