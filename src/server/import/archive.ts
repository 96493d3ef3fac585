import { isUtf8 } from "node:buffer";
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { crc32 } from "node:zlib";
import type { Entry } from "yauzl";
import { messageOf } from "../files/system-errors";
import { openZip, type Zip } from "../files/zip";
import { ImportFault } from "./fault";
import { fieldsOf } from "./lenient";

const jsonBytesMax = 256 * 1024 * 1024;
/** JSON that people wrote compresses to about a tenth. A large file that compresses far better was made to exhaust the memory. */
const packedTightly = { bytes: 16 * 1024 * 1024, ratio: 200 };
/** Brackets and commas in one file. Each may take some fifty bytes of memory once it is parsed. */
const jsonMarksMax = 12_000_000;

export interface Archive {
  /** Paths of the files in the archive, in NFC. Directories are left out. */
  readonly paths: string[];
  /**
   * The items of a file that is a list or has one as its `messages`; null for any other file.
   * Throws an `ImportFault` that names the file.
   */
  readList(path: string): Promise<unknown[] | null>;
  /** The number of NUL characters removed so far. PostgreSQL cannot store them in a text. */
  nulCount(): number;
  /** Files with characters that are not valid UTF-8, which were read as `\uFFFD`. */
  garbledPaths(): string[];
  close(): void;
}

/**
 * Opens a zip and reads its directory. File contents are read one at a time, on demand.
 * Throws an `ImportFault` for a file that is not a zip, is cut off or encrypted, has a path that leaves
 * the archive, or is too large when unpacked.
 */
export async function openArchive(path: string): Promise<Archive> {
  const zip = await openZip(path, (...fault) => new ImportFault(...fault));
  try {
    refuseBomb(zip, resolve(path), (await stat(path)).size);
  } catch (error) {
    zip.close();
    throw error;
  }
  const nuls = new Map<string, number>();
  const garbled = new Set<string>();
  const notes = {
    onNuls: (name: string, count: number) => nuls.set(name, count),
    onGarbled: (name: string) => garbled.add(name),
  };
  const read = (name: string) => readJson(zip, name, zip.entries.get(name), notes);
  return {
    paths: [...zip.entries.keys()],
    readList: async (name) => {
      const content = await read(name);
      const list = Array.isArray(content) ? content : fieldsOf(content).messages;
      return Array.isArray(list) ? list : null;
    },
    garbledPaths: () => [...garbled],
    nulCount: () => Array.from(nuls.values()).reduce((sum, count) => sum + count, 0),
    close: zip.close,
  };
}

/** The total catches many small files that compress too well, and overlapping files that hold more than the archive does. */
function refuseBomb({ entries }: Zip, label: string, archiveBytes: number): void {
  let bytes = 0;
  const refuse = (name: string, what: string) => {
    throw new ImportFault(
      name,
      `${what} unpacks to more than ${packedTightly.ratio} times its size: this is no Slack export`,
    );
  };
  for (const [name, { uncompressedSize, compressedSize }] of entries) {
    if (!name.endsWith(".json")) continue;
    if (isPackedTightly(uncompressedSize, compressedSize)) refuse(name, "the file");
    bytes += uncompressedSize;
  }
  if (isPackedTightly(bytes, archiveBytes)) refuse(label, "the archive");
}

function isPackedTightly(bytes: number, packedBytes: number): boolean {
  return bytes > packedTightly.bytes && bytes > packedTightly.ratio * packedBytes;
}

async function readJson(
  zip: Zip,
  name: string,
  entry: Entry | undefined,
  { onNuls, onGarbled }: { onNuls: (name: string, count: number) => void; onGarbled: (name: string) => void },
): Promise<unknown> {
  if (entry === undefined) throw new ImportFault(name, "the file is missing from the archive");
  if (entry.uncompressedSize > jsonBytesMax) throw new ImportFault(name, "the file is larger than 256 MiB");
  const bytes = await readBytes(zip, entry).catch((error: unknown) => {
    throw new ImportFault(name, `the file cannot be unpacked: ${messageOf(error)}`, { cause: error });
  });
  if (crc32(bytes) !== entry.crc32) throw new ImportFault(name, "the file is damaged: its checksum differs");
  if (bytes.length > jsonMarksMax && marksIn(bytes) > jsonMarksMax)
    throw new ImportFault(name, "the file has more lists and fields than fit into memory: this is no Slack export");
  try {
    const json = decode(bytes, () => onGarbled(name));
    // Some programs write an empty file for a day without messages.
    if (json.trim() === "") return [];
    return JSON.parse(withoutNuls(json, (count) => onNuls(name, count)));
  } catch (error) {
    throw new ImportFault(name, `the file is not valid JSON: ${messageOf(error)}`, { cause: error });
  }
}

/** An upper bound on the number of values in the JSON. Marks within strings count too, but they are few. */
function marksIn(bytes: Uint8Array): number {
  let marks = 0;
  for (const byte of bytes) if (byte === 0x2c || byte === 0x5b || byte === 0x7b) marks += 1;
  return marks;
}

/** JSON is UTF-8, but some Windows programs write UTF-16. One bad character must not make the import refuse all messages. */
function decode(bytes: Buffer, onGarbled: () => void): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (!isUtf8(bytes)) onGarbled();
  return new TextDecoder().decode(bytes);
}

/** JSON can hold a NUL only as an escape. */
function withoutNuls(json: string, onNuls: (count: number) => void): string {
  if (!json.includes("\\u0000")) return json;
  let count = 0;
  const clean = json.replace(/\\(u0000|[\s\S])/g, (written: string, what: string) => {
    if (what !== "u0000") return written;
    count += 1;
    return "";
  });
  onNuls(count);
  return clean;
}

async function readBytes(zip: Zip, entry: Entry): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of await zip.read(entry)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
