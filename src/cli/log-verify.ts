import { openDatabase } from "../server/db/client";
import { demandCurrent } from "../server/db/migrations/current";
import { verifyLogs } from "../server/log/verify";
import { command, refuseArguments } from "./command";
import { openInstallation } from "./running/installation";
import { interrupted } from "./running/interruption";

await command("log-verify", main);

/** `npm run log:verify`: folds every log and compares it with the tables; exits with 1 when they differ. */
async function main(): Promise<void> {
  refuseArguments();
  const signal = interrupted(new Error("Interrupted."));
  const installation = await openInstallation("guest", signal);
  const database = openDatabase(installation.url, { connectionsMax: 2 });
  try {
    await demandCurrent(installation.url);
    const { workspaces, events, rows, differences } = await verifyLogs(database.pool, (count) => {
      signal.throwIfAborted();
      showProgress(count);
    });
    for (const difference of differences) process.stderr.write(`${difference}\n`);
    const verdict = differences.length === 0 ? "agree" : "DIFFER";
    process.stdout.write(
      `${workspaces} workspaces, ${events} events, ${rows} rows: the log and the tables ${verdict}.\n`,
    );
    if (differences.length > 0) process.exitCode = 1;
  } finally {
    await database.close();
    await installation.close();
  }
}

function showProgress(events: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${events} events `);
}
