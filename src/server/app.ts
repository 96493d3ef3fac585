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

/** The parts of the server that doors use. */
export type App = {
  readonly context: ServerContext;
  readonly log: Log;
  readonly states: HotStates;
  readonly execute: Execute;
  /** The id of the one thing of a kind that a request creates. A repeat with the same `Idempotency-Key` gets the same id. */
  readonly idFor: (kind: IdKind) => string;
  /** The slug of a name; empty if the name has neither letters nor digits. */
  readonly slugOf: (name: string) => string;
  readonly queries: Queries;
  readonly readMarkers: ReadMarkers;
  readonly idempotency: Idempotency;
  readonly hub: Hub;
  readonly auth: Auth;
  /** One count for all doors. */
  readonly rateLimits: RateLimits;
  /** Ends streams, finishes running work and closes the connections it has opened. The caller closes the database. */
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
