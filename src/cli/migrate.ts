import { loadEnv } from "../env";
import { migrate } from "../server/db/migrate";
import { providePostgres } from "../server/db/provide";
import { command } from "./command";
import { interrupted } from "./interruption";

await command(main);

/** `npm run migrate`: brings the database to this version, for releases that do so before any process of it starts. */
async function main(): Promise<void> {
  const signal = interrupted(new Error("Interrupted. Run the same command again to continue from here."));
  const env = loadEnv();
  const postgres = await providePostgres(env, { role: "guest", signal });
  try {
    const applied = await migrate(env.databaseDirectUrl ?? postgres.url, { signal, onNotice: say });
    for (const name of applied) say(`Applied ${name}`);
    say("The database is up to date.");
  } finally {
    await postgres.close();
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
