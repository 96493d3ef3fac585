import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { access, rename, rm } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import { flushFolder } from "../files/data-folder";
import { removeLeftovers } from "../files/leftovers";
import { codeOf, messageOf } from "../files/system-errors";
import { type Digest, Digesting } from "./digest";
import { BackupRefusal } from "./refusal";

export type EntryOptions = { readonly compressed: boolean };

/** An archive that is being written, one entry after another. */
export interface ArchiveWriter {
  add(path: string, source: Readable | string, options?: EntryOptions): Promise<Digest>;
  /** Moves the finished archive, flushed to disk, into place. */
  finish(): Promise<void>;
  /** Leaves nothing behind of an unfinished archive. */
  abandon(): Promise<void>;
}

export type WriterOptions = {
  /** Whether an archive in the same place may be replaced. */
  readonly overwrite: boolean;
  readonly signal: AbortSignal;
  readonly onBytes: (count: number) => void;
};

/** Below the default: a backup should take little from the server that runs beside it. */
const compressionLevel = 3;
const ownerOnly = 0o600;
const regularFile = 0o100_000;

/** Opens an archive for writing beside its place, readable only by its owner. Throws when the place is taken. */
export async function openArchiveWriter(
  file: string,
  { overwrite, signal, onBytes }: WriterOptions,
): Promise<ArchiveWriter> {
  if (!overwrite && (await exists(file))) {
    throw new BackupRefusal(`${file} exists already: give another name, or --overwrite.`);
  }
  // Removes what killed backups into the same place left behind.
  await removeLeftovers(
    dirname(file),
    (name) => name.startsWith(`${basename(file)}.`) && /\.[0-9a-f]+\.partial$/u.test(name),
  );
  const partial = `${file}.${randomBytes(6).toString("hex")}.partial`;
  const output = createWriteStream(partial, { flags: "wx", mode: ownerOnly, flush: true });
  const refusalOf = (error: unknown) =>
    new BackupRefusal(`${file} cannot be written: ${reasonOf(error)}`, { cause: error });
  await once(output, "open").catch((error: unknown) => {
    throw refusalOf(error);
  });
  const broken = new AbortController();
  const zip = new ZipFile();
  zip.on("error", (error) => broken.abort(error));
  const over = AbortSignal.any([signal, broken.signal]);
  const written = pipeline(zip.outputStream, output, { signal: over });
  written.catch((error: unknown) => broken.abort(refusalOf(error)));
  const told = (error: unknown) => {
    throw over.aborted ? over.reason : error;
  };

  return {
    add: async (path, source, { compressed } = { compressed: true }) => {
      const digesting = new Digesting({ onBytes });
      zip.addReadStream(digesting, path, {
        mode: regularFile | ownerOnly,
        compressionLevel: compressed ? compressionLevel : 0,
      });
      const stream = typeof source === "string" ? Readable.from([Buffer.from(source)]) : source;
      await pipeline(stream, digesting, { signal: over }).catch(told);
      return digesting.digest;
    },
    finish: async () => {
      zip.end();
      await written.catch(told);
      try {
        await rename(partial, file);
        await flushFolder(dirname(file));
      } catch (error) {
        throw refusalOf(error);
      }
    },
    abandon: async () => {
      broken.abort(new BackupRefusal("The backup was given up."));
      await written.catch(() => undefined);
      await rm(partial, { force: true });
    },
  };
}

/** A new file can lack nothing but its folder. */
function reasonOf(error: unknown): string {
  return codeOf(error) === "ENOENT" ? "there is no such folder" : messageOf(error);
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
