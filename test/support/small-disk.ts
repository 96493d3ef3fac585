import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A disk of a few megabytes that a test may fill. */
export interface SmallDisk {
  readonly folder: string;
  /** Fills the disk except for this many bytes. */
  readonly fill: (bytesLeft?: number) => void;
  readonly empty: () => void;
  readonly resize: (megabytes: number) => void;
  readonly close: () => void;
}

/** Mounts one. If this user may not, prints that and returns undefined. */
export function mountSmallDisk(megabytes: number): SmallDisk | undefined {
  const folder = mkdtempSync(join(tmpdir(), "parley-disk-"));
  chmodSync(folder, 0o755);
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m,mode=755`, "tmpfs", folder]);
  if (mounted.status !== 0) {
    const reason = mounted.error?.message ?? String(mounted.stderr).trim();
    process.stdout.write(`A full disk was not tried: this user cannot mount one (${reason}).\n`);
    rmSync(folder, { recursive: true });
    return undefined;
  }
  const filler = join(folder, "filler");
  return {
    folder,
    fill: (bytesLeft = 0) => {
      spawnSync("dd", ["if=/dev/zero", `of=${filler}`, "bs=64k"], { stdio: "ignore" });
      if (bytesLeft > 0) spawnSync("truncate", ["--size", `-${bytesLeft}`, filler], { stdio: "ignore" });
    },
    empty: () => rmSync(filler, { force: true }),
    resize: (size) => {
      spawnSync("mount", ["-o", `remount,size=${size}m`, folder]);
    },
    close: () => {
      spawnSync("umount", ["--lazy", folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
