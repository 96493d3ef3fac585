import { access, constants, mkdir, realpath } from "node:fs/promises";

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
