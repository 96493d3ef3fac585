import { realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { type Claim, describeHolder, findHolder, type Holder, isElsewhere, tryClaim } from "../../files/claims";
import { dataFolderFault, isThere, makeDataFolder } from "../../files/data-folder";
import { keepSecret } from "../../files/secrets";
import { codeOf } from "../../files/system-errors";
import { type ClusterSession, isUnused, openSession } from "./cluster-session";
import { ElsewhereError } from "./elsewhere";
import type { Cluster } from "./postgres-cluster";
import { keepLogBounded } from "./postgres-log";
import { clusterUrl, ensureRunning, stopPostmaster } from "./postmaster";

export interface EmbeddedPostgresOptions {
  readonly dataDir: string;
  /** A server is the one owner of its data folder; a command-line tool is a guest beside it. */
  readonly role: "owner" | "guest";
  /** Whether to create the folder and its PostgreSQL if there is none; if not, that is an error. Default: true. */
  readonly mayMake?: boolean;
  /** Gives up opening it, and leaves nothing running that was not running before. */
  readonly signal?: AbortSignal;
  /** Called whenever the PostgreSQL has to be started. That takes a while, so the caller may do other work. */
  readonly onStarting?: () => void;
  /** Called with a sentence when the PostgreSQL died and was started again. */
  readonly onNotice?: (notice: string) => void;
  /** Called when the PostgreSQL died and could not be started again, or was taken over. */
  readonly onLost?: (error: Error) => void;
}

export interface EmbeddedPostgres {
  /** The URL of Parley's database in it. It stays the same when the PostgreSQL is started again. */
  readonly url: string;
  /** Leaves the PostgreSQL; the last process to leave stops it. */
  readonly close: () => Promise<void>;
}

const database = "parley";
const clusterFolder = "postgres";

/** How long to wait for an owner that is stopping. */
const ownerPatienceMs = 2_000;
/** How long to wait for an owner that has yet to write its name. */
const namelessPatienceMs = 10_000;

/**
 * Starts the PostgreSQL of a data folder, or adopts the one that a killed Parley left running, and keeps it running. Throws when
 * another live owner has the folder, naming its process, and when the folder is in use in other namespaces.
 */
export async function openEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const folder = await (options.mayMake === false ? findDataFolder : makeDataFolder)(options.dataDir);
  const claim = options.role === "owner" ? await claimFolder(folder, options.signal) : await joinFolder(folder);
  try {
    const postgres = await openClaimed(folder, options);
    return { url: postgres.url, close: () => postgres.close().finally(() => claim?.release()) };
  } catch (error) {
    await claim?.release();
    throw error;
  }
}

async function openClaimed(folder: string, options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { role, signal, onNotice, onLost } = options;
  const cluster = await clusterOf(folder);
  const { port } = await ensureRunning(cluster, { ...options, mayResetPassword: role === "owner" });
  let session: ClusterSession | undefined;
  try {
    session = await openSession(adminUrl(cluster, port), role, signal);
    await makeDatabase(adminUrl(cluster, port));
    signal?.throwIfAborted();
  } catch (error) {
    if (session !== undefined) await leave(cluster, session);
    else if (await isUnused(adminUrl(cluster, port))) await stopPostmaster(cluster);
    throw error;
  }
  const closing = new AbortController();
  const stopRotating = role === "owner" ? keepLogBounded(cluster.logFile) : () => undefined;
  const watching = watch(session).catch((error: unknown) => {
    if (!closing.signal.aborted) onLost?.(error instanceof Error ? error : new Error(String(error)));
  });

  async function watch(watched: ClusterSession): Promise<void> {
    await watched.ended;
    if (closing.signal.aborted) return;
    session = await reopen(cluster, { port, role, signal: closing.signal });
    if (closing.signal.aborted) return leave(cluster, session);
    onNotice?.("The built-in PostgreSQL had stopped; it runs again.");
    return watch(session);
  }

  return {
    url: clusterUrl(cluster, port, database),
    close: async () => {
      closing.abort();
      stopRotating();
      if (session !== undefined) await leave(cluster, session);
      await watching;
    },
  };
}

/** The last process to leave stops the PostgreSQL. */
async function leave(cluster: Cluster, session: ClusterSession): Promise<void> {
  if (await session.isLast()) await stopPostmaster(cluster);
  await session.close();
}

/** Waits a moment for an owner that is stopping. */
async function claimFolder(folder: string, signal?: AbortSignal): Promise<Claim> {
  const begun = Date.now();
  for (;;) {
    signal?.throwIfAborted();
    const claim = await tryClaim(folder, "owner");
    if (claim !== null) return claim;
    const holder = await findHolder(folder, "owner");
    if (Date.now() - begun > ownerPatienceMs && holder !== null) throw takenBy(holder);
    if (Date.now() - begun > namelessPatienceMs) {
      throw new Error(
        `Another Parley is using the data folder ${folder}, but has not said which one it is: stop it, or wait a moment.`,
      );
    }
    await pause(50);
  }
}

function takenBy(holder: Holder): Error {
  if (isElsewhere(holder)) return new ElsewhereError(holder);
  return new Error(`Another Parley is already running on this data folder (${describeHolder(holder)}).`);
}

/** A guest needs no claim, but cannot join an owner that it cannot reach. */
async function joinFolder(folder: string): Promise<null> {
  const holder = await findHolder(folder, "owner");
  if (holder !== null && isElsewhere(holder)) throw new ElsewhereError(holder);
  return null;
}

/** Whether a data folder has its own PostgreSQL, running or not. Throws an error of one sentence if this user may not look. */
export async function hasEmbeddedPostgres(dataDir: string): Promise<boolean> {
  try {
    await stat(join(dataDir, clusterFolder, "PG_VERSION"));
    return true;
  } catch (error) {
    // A cluster's folder is open only to its owner, which is proof enough that there is one.
    if (codeOf(error) === "EACCES" && (await isThere(join(dataDir, clusterFolder)))) return true;
    if (["ENOENT", "ENOTDIR"].includes(codeOf(error))) return false;
    throw dataFolderFault(dataDir, error);
  }
}

async function findDataFolder(dataDir: string): Promise<string> {
  if (await hasEmbeddedPostgres(dataDir)) return realpath(dataDir);
  throw new Error(`There is no Parley in ${dataDir}, and DATABASE_URL is not set.`);
}

async function clusterOf(folder: string): Promise<Cluster> {
  const password = await keepSecret(folder, "postgres-password");
  return { folder: join(folder, clusterFolder), logFile: join(folder, "postgres.log"), password, durable: true };
}

const reopenPatienceMs = 60_000;

type Reopening = { readonly port: number; readonly role: "owner" | "guest"; readonly signal: AbortSignal };

/** Restarts a killed PostgreSQL on the port that every process knows, and takes its locks again. */
async function reopen(cluster: Cluster, { port, role, signal }: Reopening): Promise<ClusterSession> {
  const begun = Date.now();
  for (;;) {
    try {
      const running = await ensureRunning(cluster, { wantedPort: port, signal });
      if (running.port !== port) throw new Error(`The built-in PostgreSQL has moved to port ${running.port}.`);
      return await openSession(adminUrl(cluster, port), role, signal);
    } catch (error) {
      if (signal.aborted || Date.now() - begun > reopenPatienceMs) throw error;
      await pause(100);
    }
  }
}

function adminUrl(cluster: Cluster, port: number): string {
  return clusterUrl(cluster, port, "postgres");
}

async function makeDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [database]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${database}`);
  } finally {
    await client.end();
  }
}
