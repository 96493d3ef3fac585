import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, statSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import pg from "pg";
import { postgresAccount } from "./postgres-account";
import { type Cluster, isAlive, postgresEnvironment, postgresPrograms, superuser } from "./postgres-cluster";

/** A running PostgreSQL server, as its `postmaster.pid` names it. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

export interface StartOptions {
  /** Left out, a free port is picked. */
  readonly wantedPort?: number;
  /** Called for each server that is started, which takes a while to answer. */
  readonly onStarting?: () => void;
}

const refusalPatienceMs = 10_000;
const recoveryPatienceMs = 300_000;
const logBytesMax = 5_000_000;

export function clusterUrl(cluster: Cluster, port: number, database: string): string {
  return `postgresql://${superuser}:${cluster.password}@127.0.0.1:${port}/${database}`;
}

/**
 * Answers the running server of the cluster, starting one when there is none; one left behind is adopted. Throws with the end
 * of PostgreSQL's log when it does not start within ten seconds; a crash recovery in progress may take five minutes.
 */
export async function ensureRunning(
  cluster: Cluster,
  { wantedPort, onStarting = () => undefined }: StartOptions = {},
): Promise<Postmaster> {
  const begun = Date.now();
  let running: Promise<unknown> | undefined;
  while (Date.now() - begun < recoveryPatienceMs) {
    const found = await findPostmaster(cluster);
    if (found !== undefined && (await answers(cluster, found.port))) return found;
    if (found === undefined && running === undefined) {
      if (Date.now() - begun > refusalPatienceMs) break;
      const port = wantedPort ?? (await freePort());
      running = startPostmaster(cluster, { port, onStarting }).finally(() => {
        running = undefined;
      });
    }
    await pause(30);
  }
  throw new Error(`The built-in PostgreSQL in ${cluster.folder} does not start: ${await logTail(cluster)}`);
}

/** The live server of the cluster; undefined when none runs. A pid file whose number another program now has is removed. */
export async function findPostmaster(cluster: Cluster): Promise<Postmaster | undefined> {
  const pidFile = join(cluster.folder, "postmaster.pid");
  const [pid, , , port] = (await readFile(pidFile, "utf8").catch(() => "")).split("\n").map(Number);
  if (!pid || !port || !isAlive(pid)) return undefined;
  if (await isServerOf(cluster, pid)) return { pid, port };
  await rm(pidFile, { force: true });
  return undefined;
}

/** Ends the cluster's server in PostgreSQL's fast way: sessions are cut, everything is written, then it exits. */
export async function stopPostmaster(cluster: Cluster): Promise<void> {
  const found = await findPostmaster(cluster);
  if (found === undefined) return;
  process.kill(found.pid, "SIGINT");
  const begun = Date.now();
  while ((await findPostmaster(cluster))?.pid === found.pid) {
    if (Date.now() - begun > recoveryPatienceMs) throw new Error(`PostgreSQL (pid ${found.pid}) does not stop.`);
    await pause(20);
  }
}

/** Starts a server that outlives this process (Ctrl-C must not reach it); settles when it ends. */
async function startPostmaster(
  cluster: Cluster,
  { port, onStarting }: { readonly port: number; onStarting(): void },
): Promise<void> {
  const { postgres } = await postgresPrograms();
  const settings = Object.entries(serverSettings(cluster, port)).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const { file, args, options } = postgresAccount(postgres, cluster.folder).as(postgres, [
    "-D",
    cluster.folder,
    ...settings,
  ]);
  const log = openSync(cluster.logFile, isLarge(cluster.logFile) ? "w" : "a", 0o600);
  const stdio: ["ignore", number, number] = ["ignore", log, log];
  const child = spawn(file, args, { ...options, env: postgresEnvironment, detached: true, stdio });
  closeSync(log);
  child.unref();
  onStarting();
  await once(child, "exit");
}

function serverSettings(cluster: Cluster, port: number): Record<string, string | number> {
  const durable = cluster.durable ? "on" : "off";
  return {
    port,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: cluster.durable ? 100 : 300,
    log_checkpoints: "off",
    timezone: "UTC",
    fsync: durable,
    full_page_writes: durable,
    synchronous_commit: durable,
  };
}

async function answers(cluster: Cluster, port: number): Promise<boolean> {
  const client = new pg.Client({
    connectionString: clusterUrl(cluster, port, "postgres"),
    connectionTimeoutMillis: 5_000,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return true;
  } catch (error) {
    if (!isWrongPassword(error)) return false;
    throw new Error(`The password kept beside ${cluster.folder} does not open the PostgreSQL in it.`);
  } finally {
    await client.end().catch(() => undefined);
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

async function logTail(cluster: Cluster): Promise<string> {
  const lines = (await readFile(cluster.logFile, "utf8").catch(() => "it said nothing")).trim().split("\n");
  return lines.slice(-5).join(" / ");
}

function isLarge(file: string): boolean {
  return (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > logBytesMax;
}
