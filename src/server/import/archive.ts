import { basename } from "node:path";
import { crc32 } from "node:zlib";
import { type Entry, openPromise, type ZipFile } from "yauzl";
import { ImportFault } from "./fault";

const jsonBytesMax = 256 * 1024 * 1024;

export interface Archive {
  /** Paths of the files in the archive, as written there; directories are left out. */
  readonly paths: string[];
  /** The parsed JSON of one file; throws an `ImportFault` that names the file. */
  readJson(path: string): Promise<unknown>;
  close(): void;
}

/**
 * Opens a zip and reads its directory; file contents are read one at a time, when asked for.
 * Throws an `ImportFault` for what is no zip, is cut off, is encrypted, or has a path that leaves the archive.
 */
export async function openArchive(path: string): Promise<Archive> {
  const label = basename(path);
  const zip = await openPromise(path, { autoClose: false, strictFileNames: true }).catch((error: unknown) => {
    throw new ImportFault(label, openingFault(error), { cause: error });
  });
  try {
    const entries = await readEntries(zip, label);
    return {
      paths: [...entries.keys()],
      readJson: (name) => readJson(zip, name, entries.get(name)),
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function readEntries(zip: ZipFile, label: string): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith("/")) continue;
      if (entry.isEncrypted())
        throw new ImportFault(entry.fileName, "the file is encrypted; export without a password");
      if (entries.has(entry.fileName)) throw new ImportFault(entry.fileName, "the archive has this file twice");
      entries.set(entry.fileName, entry);
    }
  } catch (error) {
    if (error instanceof ImportFault) throw error;
    throw new ImportFault(label, `the archive is damaged: ${reason(error)}`, { cause: error });
  }
  return entries;
}

async function readJson(zip: ZipFile, name: string, entry: Entry | undefined): Promise<unknown> {
  if (entry === undefined) throw new ImportFault(name, "the file is missing from the archive");
  if (entry.uncompressedSize > jsonBytesMax) throw new ImportFault(name, "the file is larger than 256 MiB");
  const bytes = await readBytes(zip, entry).catch((error: unknown) => {
    throw new ImportFault(name, `the file cannot be unpacked: ${reason(error)}`, { cause: error });
  });
  if (crc32(bytes) !== entry.crc32) throw new ImportFault(name, "the file is damaged: its checksum differs");
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw new ImportFault(name, `the file is not valid JSON: ${reason(error)}`, { cause: error });
  }
}

async function readBytes(zip: ZipFile, entry: Entry): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const stream = await zip.openReadStreamPromise(entry);
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function openingFault(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return "there is no such file";
  if (code === "EISDIR") return "this is a folder; give the zip file itself";
  if (code === "EACCES") return "the file may not be read";
  return "this is not a zip archive, or it was cut off";
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
