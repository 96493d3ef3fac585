import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { makeDataFolder } from "../data-folder";
import { keepSecret } from "../secrets";
import { type ClusterSession, openSession } from "./cluster-session";
import { type Cluster, initialiseCluster } from "./postgres-cluster";
import { clusterUrl, ensureRunning, stopPostmaster } from "./postmaster";

export interface EmbeddedPostgresOptions {
  readonly dataDir: string;
  /** A server is the one owner of its data folder; a command-line tool is a guest beside it. */
  readonly role: "owner" | "guest";
  /** Called whenever the PostgreSQL has to be started, which takes a while: time for something else. */
  readonly onStarting?: () => void;
  /** Told, in a sentence, when the PostgreSQL died and was started again. */
  readonly onNotice?: (notice: string) => void;
  /** Told when the PostgreSQL died and could not be started again, or was taken over. */
  readonly onLost?: (error: Error) => void;
}

export interface EmbeddedPostgres {
  /** The address of Parley's database in it; stays the same when the PostgreSQL is started again. */
  readonly url: string;
  /** Leaves the PostgreSQL; the last one to leave stops it. */
  readonly close: () => Promise<void>;
}

const database = "parley";
const clusterFolder = "postgres";

/**
 * Starts the PostgreSQL of a data folder, or adopts the one that a killed Parley left running, and keeps it running.
 * Throws when another live owner has the folder, naming its process.
 */
export async function openEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const cluster = await clusterOf(options.dataDir);
  await initialiseCluster(cluster);
  const { port } = await ensureRunning(cluster, options);
  let session = await openSession(adminUrl(cluster, port), options.role);
  let closing = false;

  async function watch(): Promise<void> {
    await session.ended;
    if (closing) return;
    session = await reopen(cluster, port, options.role);
    options.onNotice?.("The built-in PostgreSQL had stopped; it runs again.");
    return watch();
  }
  watch().catch((error: unknown) => options.onLost?.(error instanceof Error ? error : new Error(String(error))));
  await makeDatabase(adminUrl(cluster, port));

  return {
    url: clusterUrl(cluster, port, database),
    close: async () => {
      closing = true;
      if (await session.isLast()) await stopPostmaster(cluster);
      await session.close();
    },
  };
}

/** Whether a data folder has a PostgreSQL of its own, running or not. */
export function hasEmbeddedPostgres(dataDir: string): boolean {
  return existsSync(join(dataDir, clusterFolder));
}

async function clusterOf(dataDir: string): Promise<Cluster> {
  const folder = await makeDataFolder(dataDir);
  const password = await keepSecret(folder, "postgres-password");
  return { folder: join(folder, clusterFolder), logFile: join(folder, "postgres.log"), password, durable: true };
}

const reopenPatienceMs = 60_000;

/** Starts a PostgreSQL that was killed again on the port that everybody knows, and takes its locks again. */
async function reopen(cluster: Cluster, port: number, role: "owner" | "guest"): Promise<ClusterSession> {
  const begun = Date.now();
  for (;;) {
    try {
      const running = await ensureRunning(cluster, { wantedPort: port });
      if (running.port !== port) throw new Error(`The built-in PostgreSQL has moved to port ${running.port}.`);
      return await openSession(adminUrl(cluster, port), role);
    } catch (error) {
      if (Date.now() - begun > reopenPatienceMs) throw error;
      await pause(100);
    }
  }
}

function adminUrl(cluster: Cluster, port: number): string {
  return clusterUrl(cluster, port, "postgres");
}

async function makeDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [database]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${database}`);
  } finally {
    await client.end();
  }
}
