import type pg from "pg";
import { Gauge, type Registry } from "prom-client";
import { quickBuckets } from "./buckets";
import { createHistogram } from "./known-labels";

const poolNames = ["common", "append"] as const;

export type DatabaseMetrics = {
  /** Watches a pool from now on: how full it is, and how long callers wait for one of its connections. */
  watch(name: (typeof poolNames)[number], pool: pg.Pool): void;
};

export function createDatabaseMetrics(registry: Registry): DatabaseMetrics {
  const pools = new Map<string, pg.Pool>();
  const registers = [registry];
  new Gauge({
    name: "parley_database_connections",
    help: "Connections to the database, by pool and by whether they are in use.",
    labelNames: ["pool", "state"],
    registers,
    collect() {
      for (const [pool, { totalCount, idleCount }] of pools) {
        this.set({ pool, state: "idle" }, idleCount);
        this.set({ pool, state: "busy" }, totalCount - idleCount);
      }
    },
  });
  new Gauge({
    name: "parley_database_connections_max",
    help: "The most connections that a pool may have.",
    labelNames: ["pool"],
    registers,
    collect() {
      for (const [pool, { options }] of pools) this.set({ pool }, options.max);
    },
  });
  new Gauge({
    name: "parley_database_waiting",
    help: "Who waits for a connection at the moment.",
    labelNames: ["pool"],
    registers,
    collect() {
      for (const [pool, { waitingCount }] of pools) this.set({ pool }, waitingCount);
    },
  });
  const waits = createHistogram(
    {
      name: "parley_database_connection_wait_seconds",
      help: "How long one waited for a connection of a pool, opening a new one included.",
      buckets: quickBuckets,
      registers,
    },
    { pool: poolNames },
  );

  return {
    watch: (pool, watched) => {
      pools.set(pool, watched);
      timeConnects(watched, (seconds) => waits.observe({ pool }, seconds));
    },
  };
}

type Connected = (
  error: Error | undefined,
  client: pg.PoolClient | undefined,
  done: (release?: unknown) => void,
) => void;

/** Times every checkout of a connection. A pool's own queries take the same path. */
function timeConnects(pool: pg.Pool, told: (seconds: number) => void): void {
  const connect = pool.connect.bind(pool);
  function timed(): Promise<pg.PoolClient>;
  function timed(callback: Connected): void;
  function timed(callback?: Connected): Promise<pg.PoolClient> | undefined {
    const since = performance.now();
    const tell = () => told((performance.now() - since) / 1_000);
    if (callback === undefined)
      return connect().then((client) => {
        tell();
        return client;
      });
    connect((...connected) => {
      tell();
      callback(...connected);
    });
    return undefined;
  }
  pool.connect = timed;
}
