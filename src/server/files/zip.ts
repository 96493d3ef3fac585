import { isUtf8 } from "node:buffer";
import { resolve } from "node:path";
import type { Readable } from "node:stream";
import { type Entry, getFileNameLowLevel, openPromise, validateFileName, type ZipFile } from "yauzl";
import { codeOf, messageOf } from "./system-errors";

/** A zip whose directory has been read. File contents are read on demand. */
export interface Zip {
  /** The files by their path in the zip, in NFC; folders are left out. */
  readonly entries: ReadonlyMap<string, Entry>;
  read(entry: Entry): Promise<Readable>;
  close(): void;
}

/** Creates the error for a fault in the zip as a whole or in a file of it, which it names. */
export type FaultOf = (file: string, message: string, options?: ErrorOptions) => Error;

/**
 * Opens a zip. Throws a fault for a file that is not a zip, is cut off or encrypted, or has
 * a path twice or one that leaves the zip.
 */
export async function openZip(path: string, faultOf: FaultOf): Promise<Zip> {
  const zip = await openPromise(path, { autoClose: false, decodeStrings: false }).catch((error: unknown) => {
    throw faultOf(resolve(path), openingFault(error), { cause: error });
  });
  try {
    const entries = await readEntries(zip, resolve(path), faultOf);
    return { entries, read: (entry) => zip.openReadStreamPromise(entry), close: () => zip.close() };
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function readEntries(zip: ZipFile, label: string, faultOf: FaultOf): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  let fault: Error | null = null;
  try {
    for await (const entry of zip.eachEntry()) {
      const name = nameOf(entry);
      if (name.endsWith("/")) continue;
      if (entry.isEncrypted()) fault ??= faultOf(name, "the file is encrypted; make the archive without a password");
      if (entries.has(name)) fault ??= faultOf(name, "the archive has this file twice");
      entries.set(name, entry);
    }
  } catch (error) {
    throw faultOf(label, `the archive is damaged: ${messageOf(error)}`, { cause: error });
  }
  if (fault !== null) throw fault;
  return entries;
}

const utf8Flag = 0x800;

/**
 * Many programs, Slack's export among them, write UTF-8 without the flag that says so, and CP437 text is hardly ever
 * valid UTF-8: so the bytes decide. A Unicode path beside the name wins. NFC, since macOS separates letters and accents.
 * Some Windows programs write backslashes.
 */
function nameOf({ fileNameRaw, extraFields }: Entry): string {
  const name = getFileNameLowLevel(isUtf8(fileNameRaw) ? utf8Flag : 0, fileNameRaw, extraFields, false).normalize(
    "NFC",
  );
  const refusal = validateFileName(name);
  if (refusal !== null) throw new Error(refusal);
  return name;
}

function openingFault(error: unknown): string {
  const code = codeOf(error);
  if (code === "ENOENT" || code === "ENOTDIR") return "there is no such file";
  if (code === "EISDIR") return "this is a folder; give the zip file itself";
  if (code === "EACCES" || code === "EPERM") return "the file may not be read";
  // The library's own errors involve no system call.
  if (error instanceof Error && "syscall" in error) return `the system cannot read it (${code})`;
  return "this is not a zip archive, or it was cut off";
}
