import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { env as inherited } from "node:process";
import { hearEndings } from "../process/endings.mjs";
import { codeOf } from "../server/files/system-errors";
import { postgresSettings } from "./postgres-settings";
import { openInstallation } from "./running/installation";
import { interrupted } from "./running/interruption";

const [, , program = "psql", ...args] = process.argv;

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}

/**
 * `npm run psql` and `npm run pg_dump`: runs a PostgreSQL program on the database of this installation, with the server running
 * or stopped. The program must be on the machine, since the built-in PostgreSQL does not include it.
 */
async function main(): Promise<number> {
  const installation = await openInstallation("guest", interrupted(new Error("Interrupted.")));
  let child: ChildProcess | undefined;
  // A terminal also sends Ctrl-C to the program: psql cancels a statement with it. Signals sent only to this process are passed
  // on.
  const passOn = (signal: NodeJS.Signals) => void (signal !== "SIGINT" && child?.kill(signal));
  const stopHearing = hearEndings({ first: passOn, again: passOn });
  try {
    const env = { ...inherited, ...postgresSettings(installation.url) };
    child = spawn(program, args, { env, stdio: "inherit" });
    const [code] = await once(child, "close");
    return typeof code === "number" ? code : 1;
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
    throw new Error(
      `There is no ${program} on this machine. Install PostgreSQL's client programs: on Debian and Ubuntu apt install postgresql-client, on macOS brew install libpq.`,
    );
  } finally {
    stopHearing();
    await installation.close();
  }
}
