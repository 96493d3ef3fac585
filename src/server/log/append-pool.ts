import pg from "pg";
import type { ServerContext } from "../context/context";
import { cutWhenSilent, onBrokenConnection } from "../db/client";

/**
 * The settings with which an append's connection starts. Its plans are kept forever, even those made while the tables were empty,
 * so they must not scan whole tables once those have grown. Clients of a pooler cannot choose these settings; its role must have
 * the time-outs instead (docs/deployment.md).
 */
const beginning = [
  "plan_cache_mode=force_generic_plan",
  "enable_seqscan=off",
  // I1: a commit is acknowledged once it is flushed.
  "synchronous_commit=on",
  "lock_timeout=10s",
  "idle_in_transaction_session_timeout=10s",
];

/** Opens connections only for appends, so that no slow query delays a write. */
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
