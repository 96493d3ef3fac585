import { openSync } from "node:fs";
import { copyFile, readFile, rename, rm, stat, truncate } from "node:fs/promises";

const logBytesMax = 5_000_000;
const keptMax = 2;
const lookMs = 2_000;

/** Opens a PostgreSQL's log to be written at its end, wherever that is: it may be cut meanwhile. */
export function openLog(file: string): number {
  return openSync(file, "a", 0o600);
}

/**
 * Keeps a PostgreSQL's log and two older ones of at most 5 MB each, and some seconds' worth of lines more. The PostgreSQL goes on writing into the
 * same file, since it may outlive whoever rotates. The returned function stops it.
 */
export function keepLogBounded(file: string): () => void {
  let isTurning = false;
  const timer = setInterval(async () => {
    if (isTurning) return;
    isTurning = true;
    await rotateLog(file);
    isTurning = false;
  }, lookMs).unref();
  return () => clearInterval(timer);
}

/** Puts a log that is too long among the older ones. A full disk must not stop anything: the log then waits, as it cannot grow. */
export async function rotateLog(file: string): Promise<void> {
  try {
    if ((await stat(file)).size <= logBytesMax) return;
    await rm(kept(file, keptMax), { force: true });
    for (let number = keptMax - 1; number > 0; number -= 1)
      await rename(kept(file, number), kept(file, number + 1)).catch(() => undefined);
    await copyFile(file, kept(file, 1));
    await truncate(file);
  } catch {
    // Another time.
  }
}

/** The last lines of a log, for a sentence. */
export async function logTail(file: string): Promise<string> {
  const lines = (await readFile(file, "utf8").catch(() => "it said nothing")).trim().split("\n");
  return lines.slice(-5).join(" / ");
}

function kept(file: string, number: number): string {
  return `${file}.${number}`;
}
