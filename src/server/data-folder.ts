import { access, constants, mkdir, open, realpath } from "node:fs/promises";

/**
 * Makes the data folder when there is none and answers its path without symbolic links.
 * Throws when it belongs to somebody else.
 */
export async function makeDataFolder(dataDir: string): Promise<string> {
  try {
    // Root's PostgreSQL runs as another user, who has to pass through; what is secret in here has mode 0600.
    await mkdir(dataDir, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
    await access(dataDir, constants.W_OK | constants.X_OK);
    return await realpath(dataDir);
  } catch (error) {
    throw new Error(`The data folder ${dataDir} cannot be written by this user.`, { cause: error });
  }
}

/** Makes durable that a file was put into a folder or renamed in it. */
export async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  await handle.sync().finally(() => handle.close());
}
