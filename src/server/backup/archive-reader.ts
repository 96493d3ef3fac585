import { resolve } from "node:path";
import { Writable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import type { z } from "zod";
import { messageOf } from "../files/system-errors";
import { openZip, type Zip } from "../files/zip";
import { type Digest, Digesting } from "./digest";
import {
  type ArchivedFile,
  contentsPath,
  contentsSchema,
  formatVersion,
  type Manifest,
  manifestPath,
  manifestSchema,
} from "./manifest";
import { archiveFault, BackupRefusal } from "./refusal";

export type ReadOptions = { readonly signal: AbortSignal; readonly onBytes: (count: number) => void };

/** An archive whose manifest and list of contents have been read. Its files are checked when they are read. */
export interface BackupArchive {
  readonly manifest: Manifest;
  readonly files: readonly ArchivedFile[];
  /** Reads a file into `target`. Throws before the target ends when the file does not match the archive's list. */
  read(file: ArchivedFile, target: Writable, options: ReadOptions): Promise<void>;
  close(): void;
}

/** Opens a backup. Throws a `BackupRefusal` for anything but a whole archive of a format that this Parley reads. */
export async function openBackup(path: string): Promise<BackupArchive> {
  const zip = await openZip(path, archiveFault);
  try {
    const manifest = await readManifest(zip, resolve(path));
    const { files } = await readJson(zip, contentsPath, contentsSchema);
    refuseStrays(zip, files);
    return {
      manifest,
      files,
      read: (file, target, options) => readChecked(zip, file, { target, ...options }),
      close: zip.close,
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function readManifest(zip: Zip, label: string): Promise<Manifest> {
  if (!zip.entries.has(manifestPath)) throw archiveFault(label, "this is not a backup of Parley");
  const manifest = await readJson(zip, manifestPath, manifestSchema);
  if (manifest.format_version <= formatVersion) return manifest;
  throw new BackupRefusal(
    `This backup was made by a newer Parley (${manifest.parley_version}): update this one first.`,
  );
}

async function readJson<S extends z.ZodType>(zip: Zip, path: string, schema: S): Promise<z.infer<S>> {
  const entry = zip.entries.get(path);
  if (entry === undefined) throw archiveFault(path, "the file is missing from the archive");
  try {
    return schema.parse(JSON.parse((await buffer(await zip.read(entry))).toString()));
  } catch (error) {
    throw archiveFault(path, `the file is damaged: ${messageOf(error)}`, { cause: error });
  }
}

/** A file that the archive does not list would go unchecked and unnoticed. */
function refuseStrays({ entries }: Zip, files: readonly ArchivedFile[]): void {
  const known = new Set([contentsPath, ...files.map((file) => file.path)]);
  for (const path of known) if (!entries.has(path)) throw archiveFault(path, "the file is missing from the archive");
  for (const path of entries.keys())
    if (!known.has(path)) throw archiveFault(path, "the archive does not list this file");
}

type Reading = ReadOptions & { readonly target: Writable };

async function readChecked(zip: Zip, { path, bytes, sha256 }: ArchivedFile, { target, ...options }: Reading) {
  const entry = zip.entries.get(path);
  if (entry === undefined) throw archiveFault(path, "the file is missing from the archive");
  const check = (digest: Digest) => {
    if (digest.bytes !== bytes || digest.sha256 !== sha256) throw archiveFault(path, "the file is damaged");
  };
  const digesting = new Digesting({ onBytes: options.onBytes, check });
  await pipeline(await zip.read(entry), digesting, target, { signal: options.signal });
}

/** A target for data that is checked and not kept. */
export function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}

/** Reads everything that an archive holds and keeps nothing. Throws a `BackupRefusal` that names the first damaged file. */
export async function checkArchive(archive: BackupArchive, options: ReadOptions): Promise<void> {
  for (const file of archive.files) {
    await archive.read(file, nowhere(), options).catch((error: unknown) => {
      if (options.signal.aborted) throw options.signal.reason;
      if (error instanceof BackupRefusal) throw error;
      throw archiveFault(file.path, `the file is damaged: ${messageOf(error)}`, { cause: error });
    });
  }
}
