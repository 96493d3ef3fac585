import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import pg from "pg";
import { type Claim, findHolder, isElsewhere, tryClaim } from "../../files/claims";
import { ElsewhereError } from "./elsewhere";
import { postgresAccount } from "./postgres-account";
import {
  type Cluster,
  homeOf,
  initialiseCluster,
  isAlive,
  postgresEnvironment,
  postgresPrograms,
  superuser,
} from "./postgres-cluster";
import { logTail, openLog, rotateLog } from "./postgres-log";
import { resetPassword } from "./postgres-password";

/** A running PostgreSQL server, as described by its `postmaster.pid`. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

export interface StartOptions {
  /** Default: a free port. */
  readonly wantedPort?: number | undefined;
  /** Called for each server that is started. A server takes a while to answer. */
  readonly onStarting?: () => void;
  /** Gives up and ends the server that has been started. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Whether to stop a server that the kept password does not open, and reset it to that password.
   * Only for the owner of the folder.
   */
  readonly mayResetPassword?: boolean;
}

const refusalPatienceMs = 10_000;
const recoveryPatienceMs = 300_000;
const endPatienceMs = 20_000;

export function clusterUrl(cluster: Cluster, port: number, database: string): string {
  return `postgresql://${superuser}:${encodeURIComponent(cluster.password)}@127.0.0.1:${port}/${database}`;
}

/**
 * Returns the running server of the cluster. Creates the files and starts a server if there is none; adopts one left behind.
 * Throws with the end of PostgreSQL's log when it does not start within ten seconds; a crash recovery in progress may take five
 * minutes. Throws an `ElsewhereError` when a process in other namespaces runs it.
 */
export async function ensureRunning(
  cluster: Cluster,
  { wantedPort, onStarting = () => undefined, signal, mayResetPassword = false }: StartOptions = {},
): Promise<Postmaster> {
  const begun = Date.now();
  let isReset = false;
  let launched: Launched | null = null;
  let launchedAt = begun;
  try {
    while (Date.now() - begun < recoveryPatienceMs) {
      signal?.throwIfAborted();
      const found = await findPostmaster(cluster);
      const answer = found === undefined ? "nothing" : await ask(cluster, found.port);
      if (found !== undefined && answer === "welcome") return found;
      if (answer === "wrong password") {
        if (!mayResetPassword || isReset) throw passwordFault(cluster);
        isReset = true;
        await stopAndResetPassword(cluster);
        continue;
      }
      if (found === undefined && !launched?.isRunning()) {
        if (launched !== null && Date.now() - launchedAt > refusalPatienceMs) break;
        const isFirst = launched === null;
        launched = (await launch(cluster, { wantedPort, onStarting, signal })) ?? launched;
        if (isFirst) launchedAt = Date.now();
      }
      await pause(30);
    }
  } catch (error) {
    if (signal?.aborted) await launched?.end();
    throw error;
  }
  throw new Error(`The built-in PostgreSQL in ${cluster.folder} does not start: ${await logTail(cluster.logFile)}`);
}

/** The live server of the cluster; undefined when none runs. Throws an `ElsewhereError` when it runs in other namespaces. */
export async function findPostmaster(cluster: Cluster): Promise<Postmaster | undefined> {
  const holder = await findHolder(homeOf(cluster), "postgres");
  if (holder !== null && isElsewhere(holder)) throw new ElsewhereError(holder);
  const named = await readPidFile(cluster);
  return named !== undefined && (await isServerOf(cluster, named.pid)) ? named : undefined;
}

/**
 * Ends the cluster's server with a fast shutdown: sessions are cut, everything is written, then it
 * exits. Settles when it has ended.
 */
export async function stopPostmaster(cluster: Cluster): Promise<void> {
  const found = await findPostmaster(cluster);
  if (found === undefined) return;
  sendSignal(found.pid, "SIGINT");
  const begun = Date.now();
  while (await isServerOf(cluster, found.pid)) {
    if (Date.now() - begun > recoveryPatienceMs) throw new Error(`PostgreSQL (pid ${found.pid}) does not stop.`);
    await pause(20);
  }
}

interface Launched {
  readonly isRunning: () => boolean;
  /** Ends it, whatever it is doing, and settles when it has ended. */
  readonly end: () => Promise<void>;
}

/**
 * Starts a server that outlives this process (Ctrl-C must not reach it). It inherits the claim, which no other
 * process can take before all of its processes have ended. Returns null when another process has the claim, or runs a
 * server of a version without claims.
 */
async function launch(
  cluster: Cluster,
  { wantedPort, onStarting = () => undefined, signal }: StartOptions,
): Promise<Launched | null> {
  const claim = await tryClaim(homeOf(cluster), "postgres");
  if (claim === null) return null;
  let inherited = false;
  try {
    if ((await findPostmaster(cluster)) !== undefined) return null;
    await initialiseCluster(cluster, { claim, signal });
    // PostgreSQL would mistake a program that now has its predecessor's pid for that predecessor.
    const named = await readPidFile(cluster);
    if (named !== undefined) await rm(pidFile(cluster), { force: true });
    await rotateLog(cluster.logFile);
    const port = wantedPort ?? (await freePort());
    const { postgres } = await postgresPrograms();
    signal?.throwIfAborted();
    const child = spawnPostgres(cluster, { postgres, port, claim });
    inherited = child.pid !== undefined;
    onStarting();
    return child.pid === undefined ? null : launchedAs(child, child.pid);
  } finally {
    await claim.release({ inherited });
  }
}

function spawnPostgres(
  cluster: Cluster,
  { postgres, port, claim }: { readonly postgres: string; readonly port: number; readonly claim: Claim },
): ChildProcess {
  const settings = Object.entries(serverSettings(cluster, port)).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const { file, args, options } = postgresAccount(postgres, cluster.folder).as(postgres, [
    "-D",
    cluster.folder,
    ...settings,
  ]);
  const log = openLog(cluster.logFile);
  const stdio: ["ignore", number, number, number] = ["ignore", log, log, claim.fd];
  const child = spawn(file, args, { ...options, env: postgresEnvironment, detached: true, stdio });
  closeSync(log);
  child.on("error", () => undefined);
  child.unref();
  return child;
}

function launchedAs(child: ChildProcess, pid: number): Launched {
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  return {
    isRunning,
    end: async () => {
      const begun = Date.now();
      sendSignal(pid, "SIGINT");
      for (let isHard = false; isRunning(); await pause(20)) {
        if (isHard || Date.now() - begun < endPatienceMs) continue;
        isHard = true;
        sendSignal(pid, "SIGQUIT");
      }
    },
  };
}

/** Ignores a process that has already ended. */
function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // The loop that waits for its end notices.
  }
}

/**
 * A statement's error goes to its sender and to nobody else: in the log, its text and values would outlive their deletion (I8).
 * The server's own messages, such as why it crashed, have the levels above.
 */
const logSettings = {
  log_min_messages: "log",
  log_min_error_statement: "panic",
  log_error_verbosity: "terse",
  log_checkpoints: "off",
} as const;

function serverSettings(cluster: Cluster, port: number): Record<string, string | number> {
  const durable = cluster.durable ? "on" : "off";
  return {
    port,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: cluster.durable ? 100 : 300,
    ...logSettings,
    timezone: "UTC",
    fsync: durable,
    full_page_writes: durable,
    // Written before it is acknowledged, flushed or not: a kill of PostgreSQL loses no commit.
    synchronous_commit: "on",
  };
}

/** The process that `postmaster.pid` names, if a process with this pid exists, whatever it is. */
async function readPidFile(cluster: Cluster): Promise<Postmaster | undefined> {
  const [pid, , , port] = (await readFile(pidFile(cluster), "utf8").catch(() => "")).split("\n").map(Number);
  return pid && port && isAlive(pid) ? { pid, port } : undefined;
}

function pidFile(cluster: Cluster): string {
  return join(cluster.folder, "postmaster.pid");
}

/** Whether a server accepts the password kept beside its files. */
async function ask(cluster: Cluster, port: number): Promise<"welcome" | "wrong password" | "nothing"> {
  const client = new pg.Client({
    connectionString: clusterUrl(cluster, port, "postgres"),
    connectionTimeoutMillis: 5_000,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return "welcome";
  } catch (error) {
    return isWrongPassword(error) ? "wrong password" : "nothing";
  } finally {
    await client.end().catch(() => undefined);
  }
}

function passwordFault({ folder }: Cluster): Error {
  return new Error(
    `The password kept beside ${folder} does not open the PostgreSQL in it. Restart Parley: it sets the password again.`,
  );
}

async function stopAndResetPassword(cluster: Cluster): Promise<void> {
  await stopPostmaster(cluster);
  const claim = await tryClaim(homeOf(cluster), "postgres");
  // Another process is starting it. The next round finds out with which password.
  if (claim === null) return;
  try {
    await resetPassword(cluster, claim);
  } finally {
    await claim.release();
  }
}

function isWrongPassword(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === "28P01";
}

async function isServerOf(cluster: Cluster, pid: number): Promise<boolean> {
  const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => processCommand(pid));
  return command.includes("postgres") && command.includes(cluster.folder);
}

/** For systems without /proc. */
async function processCommand(pid: number): Promise<string> {
  const { stdout } = await promisify(execFile)("ps", ["-p", String(pid), "-o", "command="]).catch(() => ({
    stdout: "",
  }));
  return stdout;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("No free port was found.");
  return address.port;
}
