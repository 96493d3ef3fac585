import { openSync } from "node:fs";
import { copyFile, readFile, rename, rm, stat, truncate } from "node:fs/promises";

const logBytesMax = 5_000_000;
const keptMax = 2;
const lookMs = 2_000;

/** Opens a PostgreSQL's log for appending, wherever its end is: the file may be truncated while it is open. */
export function openLog(file: string): number {
  return openSync(file, "a", 0o600);
}

/**
 * Keeps a PostgreSQL's log and two older ones to 5 MB each, plus some seconds' worth of lines. The PostgreSQL continues to write
 * to the same file, since it may outlive the process that rotates. The returned function stops the rotation.
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

/** Rotates a log that is too long. A full disk must not stop anything: the log then waits, since it cannot grow. */
export async function rotateLog(file: string): Promise<void> {
  try {
    if ((await stat(file)).size <= logBytesMax) return;
    await rm(kept(file, keptMax), { force: true });
    for (let number = keptMax - 1; number > 0; number -= 1)
      await rename(kept(file, number), kept(file, number + 1)).catch(() => undefined);
    await copyFile(file, kept(file, 1));
    await truncate(file);
  } catch {
    // Retried at the next check.
  }
}

/** The last lines of a log, joined for an error message. */
export async function logTail(file: string): Promise<string> {
  const lines = (await readFile(file, "utf8").catch(() => "it said nothing")).trim().split("\n");
  return lines.slice(-5).join(" / ");
}

function kept(file: string, number: number): string {
  return `${file}.${number}`;
}
