import type { IdKind } from "../domain/core/ids";
import { type Auth, createAuth } from "./auth/auth";
import { startConsumers } from "./consumers/consumers";
import type { ServerContext } from "./context/context";
import { createHub, type Hub } from "./hub/hub";
import { watchRunners } from "./jobs/runner-watch";
import { readWorkState } from "./jobs/work-state";
import { createExecute, type Execute } from "./log/execute";
import { createHotStates, type HotStates } from "./log/hot-states";
import { createLog, type Log } from "./log/log";
import { slugOf } from "./names/latin";
import { createQueries, type Queries } from "./queries";
import { createReadMarkers, type ReadMarkers } from "./queries/read-markers";
import { createIdempotency, type Idempotency } from "./requests/idempotency";
import { createRateLimits, type RateLimits } from "./requests/rate-limits";

/** Everything that a door may ask of the server. */
export type App = {
  readonly context: ServerContext;
  readonly log: Log;
  readonly states: HotStates;
  readonly execute: Execute;
  /** The id of the one thing of a kind that a request makes. A request with an `Idempotency-Key` is given the same one again. */
  readonly idFor: (kind: IdKind) => string;
  /** The slug that a name makes; empty when it has neither letter nor digit. */
  readonly slugOf: (name: string) => string;
  readonly queries: Queries;
  readonly readMarkers: ReadMarkers;
  readonly idempotency: Idempotency;
  readonly hub: Hub;
  readonly auth: Auth;
  /** One count for every door. */
  readonly rateLimits: RateLimits;
  /** Ends streams, finishes what is under way and lets go of connections of its own; the database is the caller's to close. */
  close(): Promise<void>;
};

/** Builds the server over an opened and migrated database. Nothing listens yet. */
export async function createApp(context: ServerContext): Promise<App> {
  const { pool } = context.database;
  context.metrics.database.watch("common", pool);
  context.metrics.work.watch(() => readWorkState(pool));
  const log = createLog(pool);
  const states = createHotStates(pool);
  const writer = createExecute(context, { log, states });
  const queries = createQueries(pool, states);
  const hub = createHub({ context, log, states, readStates: queries.readStates });
  const rateLimits = createRateLimits(context);
  const auth = createAuth(context, { execute: writer.execute, states, log, rateLimits });
  const consumers = context.env.runsJobs ? startConsumers(context, { log, consumers: auth.consumers }) : null;
  const watch = context.env.runsJobs || context.mayFreeze ? null : watchRunners(context);
  auth.onRevoked(({ credential_id }) => hub.cut({ credential_id }));
  return {
    context,
    log,
    states,
    execute: writer.execute,
    idFor: context.newId,
    slugOf,
    queries,
    readMarkers: createReadMarkers(context, states),
    idempotency: createIdempotency(context, { execute: writer.execute }),
    hub,
    auth,
    rateLimits,
    close: async () => {
      // Handlers finish while streams end.
      watch?.close();
      await Promise.all([hub.close(), consumers?.close()]);
      await auth.close();
      await writer.close();
      await context.tracing.close();
    },
  };
}
