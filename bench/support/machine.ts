import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { cpus, loadavg, platform, release, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { canPin } from "./processes";
import { quantile } from "./scenario";

/** Recorded with every result, since no figure means anything without it. */
export type Machine = {
  readonly cores: number;
  readonly model: string;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  readonly pinned: boolean;
  /** The cost of a durable write of 8 kB, in milliseconds. */
  readonly flushMs: { readonly p50: number; readonly p99: number };
  /** For the last minute before the bench began. */
  readonly loadAverage: number;
};

export function describeMachine(): Machine {
  const [core] = cpus();
  return {
    cores: cpus().length,
    model: core?.model ?? "unknown",
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()}`,
    node: process.version,
    pinned: canPin,
    flushMs: measureFlush(),
    loadAverage: loadavg()[0] ?? 0,
  };
}

/** Writes and flushes one page repeatedly at one offset, on the disk of the bench's database, as `pg_test_fsync` does. */
function measureFlush(): Machine["flushMs"] {
  const folder = mkdtempSync(join(tmpdir(), "parley-bench-"));
  const file = openSync(join(folder, "page"), "w");
  const page = Buffer.alloc(8_192, 1);
  const tookMs = Array.from({ length: 200 }, () => {
    const begun = performance.now();
    writeSync(file, page, 0, page.length, 0);
    fdatasyncSync(file);
    return performance.now() - begun;
  });
  closeSync(file);
  rmSync(folder, { recursive: true });
  return { p50: quantile(tookMs, 0.5), p99: quantile(tookMs, 0.99) };
}
