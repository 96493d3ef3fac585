import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import type { Env } from "../../env";
import { messageOf } from "../files/system-errors";
import {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  openEmbeddedPostgres,
} from "./built-in/embedded-postgres";

export type ProvideOptions = Omit<EmbeddedPostgresOptions, "dataDir">;

const connectPatienceMs = 5_000;

/**
 * Provides the PostgreSQL that the environment asks for, running and reachable: the one at `DATABASE_URL`, or the built-in one.
 * Throws an error whose message is one clear sentence.
 */
export async function providePostgres(env: Env, options: ProvideOptions): Promise<EmbeddedPostgres> {
  if (env.databaseUrl === undefined) return openEmbeddedPostgres({ dataDir: env.dataDir, ...options });
  await reach(env.databaseUrl, options.signal);
  return { url: env.databaseUrl, close: () => Promise.resolve() };
}

/** Tries for a few seconds: a database that starts together with Parley is often a moment late. */
async function reach(url: string, signal?: AbortSignal): Promise<void> {
  const begun = Date.now();
  for (;;) {
    signal?.throwIfAborted();
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: connectPatienceMs });
    client.on("error", () => undefined);
    try {
      await client.connect();
      return await client.end();
    } catch (error) {
      const isRefusal = error instanceof pg.DatabaseError && error.code !== "57P03";
      if (isRefusal || Date.now() - begun > connectPatienceMs) throw unreachable(url, error);
      await pause(200);
    }
  }
}

function unreachable(url: string, error: unknown): Error {
  const { host, pathname } = new URL(url);
  return new Error(`The database of DATABASE_URL (${host}${pathname}) cannot be used: ${messageOf(error)}`, {
    cause: error,
  });
}
