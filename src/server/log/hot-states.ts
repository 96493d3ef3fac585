import { LRUCache } from "lru-cache";
import type pg from "pg";
import { reduce } from "../../domain";
import type { Envelope } from "../../domain/core/events";
import { type HotKind, isHot, kindOf } from "../../domain/definitions";
import { type Change, kinds, MemoryStore, put } from "../../domain/state";
import { batched } from "../db/batching";
import type { Queryable } from "../db/client";
import { fromRow, rowsSql } from "../store/tables";
import { readEvents, readHeads } from "./log";

/** The kinds that stay in memory: all but messages and their dependents. */
const hotKinds = kinds.filter(isHot);

/** Beyond this many missed events, reloading the tables is cheaper than folding. */
const foldEventsMax = 5_000;

/**
 * How much is kept, counted in entities, and what a workspace counts besides its own entities. With a limit on the number of
 * workspaces, somebody who opens very many small ones would evict everybody's large ones.
 */
const entitiesMax = 1_000_000;
const entitiesOfEmpty = 50;

export type HotState = { readonly store: MemoryStore; readonly head: number };

export type HotStates = {
  /** The state at the present head, after catching up with other processes. */
  of(workspaceId: string): Promise<HotState>;
  /** The state as far as this process knows it, if it is loaded. */
  peek(workspaceId: string): HotState | undefined;
  /** The state at the head that the given connection sees, for a writer that holds the head. */
  at(workspaceId: string, connection: Queryable, head: number): Promise<HotState>;
  /** Moves the state past events that another process appended, read in order. It may already be past some of them. */
  follow(workspaceId: string, events: readonly Envelope[]): Promise<void>;
  /** Moves a state past events that have just been committed. */
  advance(workspaceId: string, events: readonly Envelope[], changes: readonly Change[]): void;
};

type Mutable = { store: MemoryStore; head: number };

/** Hot states over one database, loaded on first use; the least recently used ones are dropped. */
export function createHotStates(pool: pg.Pool): HotStates {
  const states = new LRUCache<string, Mutable>({ maxSize: entitiesMax, sizeCalculation: weightOf });
  const loading = new Map<string, Promise<Mutable>>();

  async function at(workspaceId: string, connection: Queryable, head: number): Promise<HotState> {
    const state = states.get(workspaceId);
    if (!state) return loadOnce(workspaceId);
    reweigh(workspaceId, state);
    if (state.head >= head) return state;
    if (head - state.head > foldEventsMax) return loadOnce(workspaceId);
    const events = await readEvents(connection, { workspaceId, after: state.head, limit: foldEventsMax });
    for (const event of events) foldHot(state, event);
    return state;
  }

  function loadOnce(workspaceId: string): Promise<Mutable> {
    const running = loading.get(workspaceId);
    if (running) return running;
    const load = loadState(pool, workspaceId)
      .then((loaded) => keep(workspaceId, loaded))
      .finally(() => loading.delete(workspaceId));
    loading.set(workspaceId, load);
    return load;
  }

  /** The object stays the same, so that its holders see the new state. */
  function keep(workspaceId: string, loaded: Mutable): Mutable {
    const known = states.get(workspaceId);
    if (known && known.head > loaded.head) return known;
    const state = known ? Object.assign(known, loaded) : loaded;
    reweigh(workspaceId, state);
    return state;
  }

  /**
   * Inserts it again, since its weight grows over time. A workspace without events is not kept: anybody
   * may name one that does not exist.
   */
  function reweigh(workspaceId: string, state: Mutable): void {
    states.delete(workspaceId);
    if (state.head > 0) states.set(workspaceId, state);
  }

  /** Batched, since thousands of clients reconnect at once after a network failure. */
  const headOf = batched((workspaceIds) => readHeads(pool, workspaceIds));

  async function of(workspaceId: string): Promise<HotState> {
    const head = await headOf(workspaceId);
    return head === undefined ? { store: new MemoryStore(), head: 0 } : at(workspaceId, pool, head);
  }

  return {
    of,
    peek: (workspaceId) => states.peek(workspaceId),
    at,
    follow: async (workspaceId, events) => {
      const state = states.peek(workspaceId);
      const first = events[0];
      if (!first) return;
      if (!state || state.head < first.cursor - 1) await of(workspaceId);
      else for (const event of events) foldHot(state, event);
    },
    advance: (workspaceId, events, changes) => {
      const state = states.peek(workspaceId);
      const first = events[0];
      if (!state || !first || state.head !== first.cursor - 1) return;
      state.store.apply(changes.filter((change) => isHot(change.kind)));
      state.head += events.length;
    },
  };
}

/** At most half of the total, so that a workspace that weighs more is kept too. */
function weightOf({ store }: HotState): number {
  const entities = hotKinds.reduce((sum, kind) => sum + store.size(kind), entitiesOfEmpty);
  return Math.min(entities, entitiesMax / 2);
}

function foldHot(state: Mutable, event: Envelope): void {
  if (event.cursor <= state.head) return;
  state.store.apply(reduce(state.store, event).filter((change) => isHot(change.kind)));
  state.head = event.cursor;
}

/** Loads the tables and the head from one snapshot. */
async function loadState(pool: pg.Pool, workspaceId: string): Promise<Mutable> {
  const connection = await pool.connect();
  try {
    await connection.query("begin isolation level repeatable read read only");
    const heads = await connection.query<{ head: string }>("select head from workspace_heads where workspace_id = $1", [
      workspaceId,
    ]);
    const store = new MemoryStore();
    for (const kind of hotKinds) store.apply(await loadKind(connection, kind, workspaceId));
    await connection.query("commit");
    return { store, head: Number(heads.rows[0]?.head ?? 0) };
  } catch (error) {
    await connection.query("rollback").catch(() => undefined);
    throw error;
  } finally {
    connection.release();
  }
}

async function loadKind<K extends HotKind>(connection: Queryable, kind: K, workspaceId: string): Promise<Change[]> {
  const { rows } = await connection.query<Record<string, unknown>>(rowsSql(kind), [workspaceId]);
  return rows.map((row) => put(kindOf[kind], fromRow(kind, row)));
}
