import pg from "pg";
import type { ServerContext } from "../context/context";
import { cutWhenSilent, onBrokenConnection } from "../db/client";

/**
 * What an append's connection begins with. Its plans are kept for ever, also those made while the tables were empty: they must not
 * read whole tables once those have grown. A pooler lets nobody choose how a connection begins; its role must have the time-outs
 * instead (docs/deployment.md).
 */
const beginning = [
  "plan_cache_mode=force_generic_plan",
  "enable_seqscan=off",
  // I1: a commit is answered once it is flushed.
  "synchronous_commit=on",
  "lock_timeout=10s",
  "idle_in_transaction_session_timeout=10s",
];

/** Connections of appends alone, so that no slow query stands in front of a write. */
export function openAppendPool({ env, database, logger, metrics }: ServerContext): pg.Pool {
  const isPooled = env.databaseUrl !== env.databaseDirectUrl;
  const pool = new pg.Pool({
    connectionString: database.url,
    max: 4,
    min: Math.min(database.connectionsMin, 1),
    application_name: "parley append",
    ...cutWhenSilent(database.silenceMsMax),
    ...(isPooled ? {} : { options: beginning.map((setting) => `-c ${setting}`).join(" ") }),
  });
  onBrokenConnection(pool, (error) => logger.warn({ err: error }, "an append connection broke"));
  metrics.database.watch("append", pool);
  return pool;
}
