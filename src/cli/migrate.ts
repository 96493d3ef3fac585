import { migrate } from "../server/db/migrations/migrate";
import { command, refuseArguments } from "./command";
import { openInstallation } from "./running/installation";
import { interrupted } from "./running/interruption";

await command("migrate", main);

/**
 * `npm run migrate`: migrates the database to this version, for releases that do so before any process of this version starts.
 */
async function main(): Promise<void> {
  refuseArguments();
  const signal = interrupted(new Error("Interrupted. Run the same command again to continue from here."));
  const installation = await openInstallation("guest", signal, { mayMake: true });
  try {
    const applied = await migrate(installation.url, { signal, onNotice: say });
    for (const name of applied) say(`Applied ${name}`);
    say("The database is up to date.");
  } finally {
    await installation.close();
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
