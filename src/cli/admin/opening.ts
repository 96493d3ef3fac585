import { type Env, loadEnv } from "../../env";
import { type App, createApp } from "../../server/app";
import { closeContext, createContext, newId } from "../../server/context/context";
import { type Database, openDatabase } from "../../server/db/client";
import { demandCurrent } from "../../server/db/migrations/current";
import { withLeftSecrets } from "../../server/files/secrets";
import { openInstallation } from "../running/installation";
import { interrupted } from "../running/interruption";

export type OpenedInstallation = {
  readonly env: Env;
  readonly database: Database;
  readonly clock: () => Date;
  readonly newId: typeof newId;
};

/** Runs something with the database of the installation, beside a running server or with it stopped, then closes it. */
export async function withPlace(run: (place: OpenedInstallation) => Promise<void>): Promise<void> {
  const installation = await openInstallation("guest", interrupted(new Error("Interrupted: nothing was done.")));
  const database = openDatabase(installation.url, { connectionsMax: 4 });
  try {
    await demandCurrent(installation.url);
    const env = await withLeftSecrets(loadEnv(), installation.dataFolder);
    await run({ env, database, clock: () => new Date(), newId });
  } finally {
    await database.close();
    await installation.close();
  }
}

/** The same with the whole app behind it, which serves nothing and notifies the running servers of its changes. */
export async function withApp(run: (app: App) => Promise<void>): Promise<void> {
  await withPlace(async ({ env, database }) => {
    // A `web` process runs no jobs and holds no streams.
    const served = { ...env, role: "web", servesStreams: false, runsJobs: false, logLevel: "warn" } as const;
    const context = await createContext(served, database, { isVisitor: true });
    const app = await createApp(context);
    try {
      await run(app);
    } finally {
      await app.close();
      await closeContext(context);
    }
  });
}

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
