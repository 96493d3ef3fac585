import { loadEnv } from "../env";
import type { Installation } from "../server/backup/back-up";
import { BackupRefusal } from "../server/backup/refusal";
import { makeDataFolder } from "../server/data-folder";
import { hasEmbeddedPostgres } from "../server/db/embedded-postgres";
import { providePostgres } from "../server/db/provide";

/** Opens the installation that the environment names, beside a running server (`guest`) or in its place (`owner`), unless it is interrupted. */
export async function openInstallation(
  role: "guest" | "owner",
  signal: AbortSignal,
): Promise<Installation & { readonly close: () => Promise<void> }> {
  const env = loadEnv();
  if (role === "guest" && env.databaseUrl === undefined && !hasEmbeddedPostgres(env.dataDir)) {
    throw new BackupRefusal(`There is no Parley in ${env.dataDir}, and DATABASE_URL is not set.`);
  }
  const dataFolder = await makeDataFolder(env.dataDir);
  const postgres = await providePostgres(env, { role, signal });
  return { url: env.databaseDirectUrl ?? postgres.url, dataFolder, close: postgres.close };
}
