import { loadEnv } from "../env";
import { migrate } from "../server/db/migrate";
import { providePostgres } from "../server/db/provide";
import { command } from "./command";

await command(main);

/** `npm run migrate`: brings the database to this version, for releases that do so before any process of it starts. */
async function main(): Promise<void> {
  const env = loadEnv();
  const postgres = await providePostgres(env, { role: "guest" });
  try {
    const applied = await migrate(env.databaseDirectUrl ?? postgres.url);
    for (const name of applied) process.stdout.write(`Applied ${name}\n`);
    process.stdout.write("The database is that of this version.\n");
  } finally {
    await postgres.close();
  }
}
