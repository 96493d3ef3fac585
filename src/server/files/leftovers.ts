import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";

/**
 * How long something must be unchanged before it counts as left behind. A process id proves
 * nothing: it may be from another container.
 */
const abandonedMs = 3_600_000;

/** Removes files under such names that killed processes left in a folder long ago. Never fails: it only tidies up. */
export async function removeLeftovers(folder: string, isLeft: (name: string) => boolean): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (!isLeft(name)) continue;
    const path = join(folder, name);
    const changed = await stat(path).catch(() => undefined);
    if (changed === undefined || Date.now() - changed.mtimeMs < abandonedMs) continue;
    await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}
