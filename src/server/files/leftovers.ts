import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";

/** How long nothing has happened to a thing before it counts as left behind. No process number tells: it may be of another container. */
const abandonedMs = 3_600_000;

/** Removes what killed processes left in a folder long ago under such names. Fails nobody: it is only tidying. */
export async function removeLeftovers(folder: string, isLeft: (name: string) => boolean): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (!isLeft(name)) continue;
    const path = join(folder, name);
    const changed = await stat(path).catch(() => undefined);
    if (changed === undefined || Date.now() - changed.mtimeMs < abandonedMs) continue;
    await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}
