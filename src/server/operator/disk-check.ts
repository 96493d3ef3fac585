import { randomBytes } from "node:crypto";
import { rm, stat, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type pg from "pg";
import { isLoopback } from "../../env";
import { codeOf } from "../files/system-errors";
import { type Finding, fail, ok, warn } from "./finding";

/** PostgreSQL needs room for its log before it can free any. */
const freeBytesMin = 100_000_000;
const freeBytesComfortable = 1_000_000_000;
const freeFilesMin = 100;
/** A quota shows only when something is written. */
const trialBytes = 1_000_000;

/** Checks that there is room on the disk of the data folder, and on the database's if that is on this machine. */
export async function checkDisks(
  dataDir: string,
  session: { client: pg.Client; url: string } | null,
): Promise<Finding[]> {
  const data = await checkFolder(dataDir, "the data folder");
  const trial = data === null || data.status === "fail" ? null : await tryToWrite(dataDir);
  const databases = session === null ? null : await databaseFolder(session);
  const other =
    databases !== null && (await isElsewhere(databases, dataDir)) ? await checkFolder(databases, "the database") : null;
  return [trial ?? data, other].filter((finding) => finding !== null);
}

async function checkFolder(folder: string, what: string): Promise<Finding | null> {
  try {
    const { bavail, bsize, blocks, files, ffree } = await statfs(folder);
    const free = bavail * bsize;
    const text = `${sizeOf(free)} of ${sizeOf(blocks * bsize)} are free on the disk of ${what}, ${folder}.`;
    if (free < freeBytesMin) return fail("disk", text, "Make room: without it nobody can send.");
    if (files > 0 && ffree < freeFilesMin)
      return fail(
        "disk",
        `The disk of ${what}, ${folder}, takes ${ffree} more files.`,
        "Remove files that nobody needs.",
      );
    return free < freeBytesComfortable ? warn("disk", text, "Make room soon.") : ok("disk", text);
  } catch (error) {
    // With an external database, there is no folder until something has to be kept.
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return null;
    return warn(
      "disk",
      `The disk of ${what}, ${folder}, cannot be asked (${codeOf(error)}).`,
      "Run this as Parley's user.",
    );
  }
}

async function tryToWrite(folder: string): Promise<Finding | null> {
  // `makeDataFolder` removes the file of a killed doctor.
  const file = join(folder, `.trial-${randomBytes(6).toString("hex")}`);
  try {
    await writeFile(file, Buffer.alloc(trialBytes), { flush: true, mode: 0o600 });
    return null;
  } catch (error) {
    return fail(
      "disk",
      `Nothing can be written into the data folder ${folder} (${codeOf(error)}).`,
      reasons[codeOf(error)] ?? "Look at that disk.",
    );
  } finally {
    await rm(file, { force: true }).catch(() => undefined);
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: "Make room: without it nobody can send.",
  EDQUOT: "Raise the quota of Parley's user, or make room.",
  EROFS: "Its file system is read-only: look at what the kernel says of that disk.",
  EACCES: "Run this as Parley's user.",
  EPERM: "Run this as Parley's user.",
};

/** The data directory of a database on this machine, if its role may know it. */
async function databaseFolder({ client, url }: { client: pg.Client; url: string }): Promise<string | null> {
  const { hostname } = new URL(url);
  if (hostname !== "" && !isLoopback(hostname)) return null;
  const { rows } = await client.query<{ setting: string }>(
    "select setting from pg_settings where name = 'data_directory'",
  );
  return rows[0]?.setting ?? null;
}

/** A folder on another machine, or in a container, does not exist here. */
async function isElsewhere(folder: string, dataDir: string): Promise<boolean> {
  const [one, other] = await Promise.all([folder, dataDir].map((path) => stat(path).catch(() => null)));
  return one !== null && one !== undefined && one.dev !== other?.dev;
}

function sizeOf(bytes: number): string {
  if (bytes < 1_000_000_000) return `${Math.floor(bytes / 1_000_000)} MB`;
  return `${(bytes / 1_000_000_000).toFixed(1)} GB`;
}
