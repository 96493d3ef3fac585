import { crc32 } from "node:zlib";
import type { Entry } from "yauzl";
import { openZip, reasonOf, type Zip } from "../zip";
import { ImportFault } from "./fault";

const jsonBytesMax = 256 * 1024 * 1024;
/** JSON of people's words packs to a tenth or so. What is large and packs far better was made to fill the memory. */
const packedTightly = { bytes: 16 * 1024 * 1024, ratio: 200 };

export interface Archive {
  /** Paths of the files in the archive, in NFC; directories are left out. */
  readonly paths: string[];
  /** The parsed JSON of one file; throws an `ImportFault` that names the file. */
  readJson(path: string): Promise<unknown>;
  /** How many NUL characters have been left out of what was read: PostgreSQL keeps none in a text. */
  nulCount(): number;
  close(): void;
}

/**
 * Opens a zip and reads its directory; file contents are read one at a time, when asked for.
 * Throws an `ImportFault` for what is no zip, is cut off, is encrypted, or has a path that leaves the archive.
 */
export async function openArchive(path: string): Promise<Archive> {
  const zip = await openZip(path, (...fault) => new ImportFault(...fault));
  const nuls = new Map<string, number>();
  return {
    paths: [...zip.entries.keys()],
    readJson: (name) => readJson(zip, name, zip.entries.get(name), (count) => nuls.set(name, count)),
    nulCount: () => Array.from(nuls.values()).reduce((sum, count) => sum + count, 0),
    close: zip.close,
  };
}

async function readJson(
  zip: Zip,
  name: string,
  entry: Entry | undefined,
  onNuls: (count: number) => void,
): Promise<unknown> {
  if (entry === undefined) throw new ImportFault(name, "the file is missing from the archive");
  if (entry.uncompressedSize > jsonBytesMax) throw new ImportFault(name, "the file is larger than 256 MiB");
  if (
    entry.uncompressedSize > packedTightly.bytes &&
    entry.uncompressedSize > packedTightly.ratio * entry.compressedSize
  )
    throw new ImportFault(
      name,
      `the file unpacks to more than ${packedTightly.ratio} times its size: this is no Slack export`,
    );
  const bytes = await readBytes(zip, entry).catch((error: unknown) => {
    throw new ImportFault(name, `the file cannot be unpacked: ${reasonOf(error)}`, { cause: error });
  });
  if (crc32(bytes) !== entry.crc32) throw new ImportFault(name, "the file is damaged: its checksum differs");
  try {
    return JSON.parse(withoutNuls(new TextDecoder("utf-8", { fatal: true }).decode(bytes), onNuls));
  } catch (error) {
    throw new ImportFault(name, `the file is not valid JSON: ${reasonOf(error)}`, { cause: error });
  }
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
