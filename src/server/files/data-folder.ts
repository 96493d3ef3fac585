import { mkdir, mkdtemp, open, realpath, rmdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { removeLeftovers } from "./leftovers";
import { codeOf, ignoreExisting } from "./system-errors";

/**
 * Creates the data folder if there is none and returns its path without symbolic links.
 * Throws one sentence with the reason when nothing can be created there.
 */
export async function makeDataFolder(dataDir: string): Promise<string> {
  try {
    // Root's PostgreSQL runs as another user, who must be able to pass through. Secrets in here have mode 0600.
    await makeFolder(dataDir, process.getuid?.() === 0 ? 0o711 : 0o700);
    await removeLeftovers(dataDir, (name) => leftovers.test(name));
    // Permissions do not reveal a read-only or fake file system.
    await rmdir(await mkdtemp(join(dataDir, ".trial-")));
    return await realpath(dataDir);
  } catch (error) {
    throw dataFolderFault(dataDir, error);
  }
}

/** One sentence with the reason why a data folder cannot be used. */
export function dataFolderFault(dataDir: string, cause: unknown): Error {
  return new Error(`The data folder ${dataDir} cannot be used: ${reasonOf(cause)}.`, { cause });
}

/** The trial folder of this file, and the drafts of secrets (`secrets.ts`). */
const leftovers = /^\.trial-|-(?:secret|token|password)\.[0-9a-f]+$/u;

/**
 * Creates a folder and its missing parents. Node.js's own `mkdir` would try for ever beneath a folder in which
 * nothing can be created, such as `/proc`.
 */
export async function makeFolder(path: string, mode: number): Promise<void> {
  const missing: string[] = [];
  for (let folder = resolve(path); !(await isThere(folder)); folder = dirname(folder)) missing.unshift(folder);
  for (const folder of missing) await mkdir(folder, { mode }).catch(ignoreExisting);
}

/** Whether a path leads to something. Throws the system's error when this user may not know. */
export async function isThere(path: string): Promise<boolean> {
  try {
    await realpath(path);
    return true;
  } catch (error) {
    if (codeOf(error) === "ENOENT" && dirname(path) !== path) return false;
    throw error;
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "this user may not read or write there",
  EPERM: "this user may not write there",
  ENOENT: "nothing can be made there",
  ENOTDIR: "there is a file in the place of a folder",
  EEXIST: "there is something else in its place",
  EROFS: "it is on a read-only file system",
  ENOSPC: "no space is left there",
  EDQUOT: "no space is left there",
  ELOOP: "its symbolic links lead in a circle",
  ENAMETOOLONG: "its path is too long",
};

function reasonOf(error: unknown): string {
  const code = codeOf(error);
  return reasons[code] ?? `the system refuses it (${code})`;
}

/** Makes it durable that a file was added to a folder or renamed in it. */
export async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  await handle.sync().finally(() => handle.close());
}
