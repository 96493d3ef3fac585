import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { openBackup } from "../../src/server/backup/archive-reader";
import { type BackupOptions, backUp } from "../../src/server/backup/back-up";
import { archiveFault } from "../../src/server/backup/refusal";
import { restore } from "../../src/server/backup/restore";
import type { Database } from "../../src/server/db/client";
import { openZip } from "../../src/server/files/zip";
import { writeZip } from "../fixtures/slack-zip";

export const quietly = { overwrite: false, signal: new AbortController().signal, onBytes: () => undefined };

export function emptyFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), "parley-backup-"));
}

/** Backs up a database and a data folder (by default an empty one) into a file in its own folder. */
export async function takeBackup(
  { url }: Pick<Database, "url">,
  { dataFolder, ...options }: Partial<BackupOptions> & { readonly dataFolder?: string } = {},
): Promise<string> {
  const file = join(await emptyFolder(), "backup.zip");
  await backUp({ url, dataFolder: dataFolder ?? (await emptyFolder()) }, file, { ...quietly, ...options });
  return file;
}

/** Restores a file and returns the data folder it was restored into. */
export async function restoreInto(
  { url }: Pick<Database, "url">,
  file: string,
  { epochMin = 1, dataFolder }: { readonly epochMin?: number; readonly dataFolder?: string } = {},
): Promise<string> {
  const archive = await openBackup(file);
  const folder = dataFolder ?? (await emptyFolder());
  try {
    await restore(archive, { url, dataFolder: folder }, { ...quietly, epochMin });
    return folder;
  } finally {
    archive.close();
  }
}

/** A copy of an archive with one file changed. */
export async function withFile(file: string, path: string, change: (text: string) => string): Promise<string> {
  const zip = await openZip(file, archiveFault);
  const files: Record<string, string> = {};
  for (const [name, entry] of zip.entries) files[name] = (await buffer(await zip.read(entry))).toString();
  zip.close();
  return writeZip({ ...files, [path]: change(files[path] ?? "") }, "changed.zip");
}

/** A copy of an archive with the bits of one byte flipped, in the middle of one file's content. */
export async function withDamage(file: string, path: string): Promise<string> {
  const zip = await openZip(file, archiveFault);
  const entry = zip.entries.get(path);
  zip.close();
  if (entry === undefined) throw new Error(`${path} is not in ${file}`);
  const bytes = await readFile(file);
  const header = entry.relativeOffsetOfLocalHeader;
  const start = header + 30 + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28);
  const at = start + Math.floor(entry.compressedSize / 2);
  bytes[at] = (bytes[at] ?? 0) ^ 0xff;
  const damaged = join(await emptyFolder(), "damaged.zip");
  await writeFile(damaged, bytes);
  return damaged;
}
