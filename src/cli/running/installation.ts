import { loadEnv } from "../../env";
import type { Installation } from "../../server/backup/back-up";
import { providePostgres } from "../../server/db/provide";
import { makeDataFolder } from "../../server/files/data-folder";

export type OpenedInstallation = Installation & {
  /** The address through the pooler, if there is one. */
  readonly pooledUrl: string;
  readonly close: () => Promise<void>;
};

/**
 * Opens the installation that the environment names, beside a running server (`guest`) or in its place (`owner`), unless it is
 * interrupted. A guest creates neither the folder nor PostgreSQL unless it `mayMake` them. If there are none, it throws an error
 * of one sentence.
 */
export async function openInstallation(
  role: "guest" | "owner",
  signal: AbortSignal,
  { mayMake = role === "owner" }: { readonly mayMake?: boolean } = {},
): Promise<OpenedInstallation> {
  const env = loadEnv();
  const { url, close } = await providePostgres(env, { role, signal, mayMake });
  const dataFolder = role === "owner" ? await makeDataFolder(env.dataDir) : env.dataDir;
  return { url: env.databaseDirectUrl ?? url, pooledUrl: url, dataFolder, close };
}
