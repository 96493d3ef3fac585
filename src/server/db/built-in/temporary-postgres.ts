import { chmod, mkdtemp, readdir, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keepSecret } from "../../files/secrets";
import { type Cluster, isAlive } from "./postgres-cluster";
import { clusterUrl, ensureRunning, findPostmaster, stopPostmaster } from "./postmaster";

/** A throw-away PostgreSQL for tests, benchmarks and for writing migrations. */
export interface TemporaryPostgres {
  /** Its first process, the parent of all others, until it crashes. */
  readonly pid: number;
  /** Laid out like a server's data folder, so that a server may adopt it. Its database is then `parley`. */
  readonly folder: string;
  /** The URL of one of its databases. */
  readonly urlOf: (database: string) => string;
  /** Kills it without warning and restarts it at the same address after `during`. */
  readonly crash: (during?: () => Promise<unknown>) => Promise<void>;
  /** Stops it and removes its files. */
  readonly close: () => Promise<void>;
}

const prefix = "parley-temporary-";

/**
 * Starts a PostgreSQL in the system's temporary folder. Closing it removes its files. It flushes nothing, so that what it has
 * acknowledged survives a kill but no power cut, unless it is `durable`: then it is the same as the one that `npm start` runs.
 */
export async function startTemporaryPostgres({ durable = false } = {}): Promise<TemporaryPostgres> {
  await removeAbandoned();
  const folder = await realpath(await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`)));
  await chmod(folder, 0o755);
  const cluster = { ...(await temporaryCluster(folder)), durable };
  const { pid, port } = await ensureRunning(cluster);
  return {
    pid,
    folder,
    urlOf: (database) => clusterUrl(cluster, port, database),
    crash: async (during) => {
      const running = await findPostmaster(cluster);
      if (running) process.kill(running.pid, "SIGKILL");
      await during?.();
      await ensureRunning(cluster, { wantedPort: port });
    },
    close: () => remove(cluster, folder),
  };
}

async function temporaryCluster(folder: string): Promise<Cluster> {
  const password = await keepSecret(folder, "postgres-password");
  return { folder: join(folder, "postgres"), logFile: join(folder, "postgres.log"), password, durable: false };
}

async function remove(cluster: Cluster, folder: string): Promise<void> {
  await stopPostmaster(cluster);
  await rm(folder, { recursive: true, force: true });
}

/** Ends and removes what killed processes left behind. Another process may be doing the same. */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(prefix) || isAlive(Number.parseInt(name.slice(prefix.length), 10))) continue;
    await removeLeft(join(tmpdir(), name)).catch(() => undefined);
  }
}

async function removeLeft(path: string): Promise<void> {
  const folder = await realpath(path);
  await remove(await temporaryCluster(folder), folder);
}
