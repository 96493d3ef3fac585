import { createWriteStream } from "node:fs";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import type { Readable, Writable } from "node:stream";
import { flushFolder } from "../files/data-folder";
import { secretFiles } from "../files/secrets";
import { folders } from "./manifest";
import { archiveFault, BackupRefusal } from "./refusal";

/** A file of the data folder and its path in an archive. */
export type KeptFile = { readonly path: string; readonly file: string };

const secretNames: readonly string[] = Object.values(secretFiles);
const ownerOnly = { file: 0o600, folder: 0o700 } as const;

/** The files of a data folder that an archive holds: the secrets that an earlier version left there, and every upload. */
export async function* keptFiles(dataFolder: string): AsyncGenerator<KeptFile> {
  for (const name of secretNames) {
    const file = join(dataFolder, name);
    if (await isThere(file)) yield { path: folders.secrets + name, file };
  }
  const uploads = join(dataFolder, folders.uploads);
  if (await isThere(uploads)) yield* filesBeneath(uploads, folders.uploads);
}

async function* filesBeneath(folder: string, path: string): AsyncGenerator<KeptFile> {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
    const found = { path: posix.join(path, entry.name), file: join(folder, entry.name) };
    if (entry.isDirectory()) yield* filesBeneath(found.file, found.path);
    else if (entry.isFile()) yield found;
    else throw new BackupRefusal(`${found.file} is neither a file nor a folder.`);
  }
}

/** Opens a kept file. `expectBytes` throws when the count differs from the file's size when it was opened. */
export async function openKeptFile({ file }: KeptFile): Promise<{
  readonly stream: Readable;
  readonly expectBytes: (count: number) => void;
}> {
  const handle = await open(file, "r").catch((error: unknown) => {
    throw new BackupRefusal(`${file} vanished or cannot be read: the backup would lack it.`, { cause: error });
  });
  const { size } = await handle.stat();
  return {
    stream: handle.createReadStream(),
    expectBytes: (count) => {
      if (count !== size)
        throw new BackupRefusal(`${file} changed while it was read: the backup would hold half of it.`);
    },
  };
}

/** Kept files on their way into a data folder. The folder is unchanged until they are put in place. */
export interface Unpacking {
  /** The stream for the bytes of an archived file, which is flushed to disk at its end. */
  open(path: string): Promise<Writable>;
  putInPlace(): Promise<void>;
  /** Removes everything that was not put in place. */
  clear(): Promise<void>;
}

/** Starts to unpack. Throws when the data folder already has uploads, which would be mixed with those of the archive. */
export async function beginUnpacking(dataFolder: string): Promise<Unpacking> {
  const uploads = join(dataFolder, folders.uploads);
  if ((await readdir(uploads).catch(() => [])).length > 0) {
    throw new BackupRefusal(`The folder ${uploads} holds files already: move it away first.`);
  }
  const draft = join(dataFolder, "restoring");
  await rm(draft, { recursive: true, force: true });
  return {
    open: async (path) => {
      if (!isKept(path)) throw archiveFault(path, "this Parley does not know what to do with the file");
      const file = join(draft, path);
      await mkdir(dirname(file), { recursive: true, mode: ownerOnly.folder });
      return createWriteStream(file, { flags: "wx", mode: ownerOnly.file, flush: true });
    },
    putInPlace: async () => {
      for (const name of secretNames) await moveThere(join(draft, folders.secrets, name), join(dataFolder, name));
      await moveThere(join(draft, folders.uploads), uploads);
      await flushFolder(dataFolder);
    },
    clear: () => rm(draft, { recursive: true, force: true }),
  };
}

function isKept(path: string): boolean {
  return path.startsWith(folders.uploads) || secretNames.some((name) => path === folders.secrets + name);
}

async function moveThere(from: string, to: string): Promise<void> {
  if (await isThere(from)) await rename(from, to);
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
