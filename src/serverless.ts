import { type ApiHandler, createApiHandler } from "./doors/api";
import { EnvError, loadEnv } from "./env";
import { running } from "./running";
import { type App, createApp } from "./server/app";
import { createContext } from "./server/context/context";
import { type DatabaseOptions, openDatabase, serverSilenceMsMax } from "./server/db/client";
import { startNotices } from "./server/operator/greeting";

export type Serverless = { readonly app: App; readonly serveApi: ApiHandler };

/** Few connections, since there are many processes. They are closed soon, since a frozen process closes nothing. */
const connections: DatabaseOptions = { connectionsMax: 4, idleMs: 1_000, silenceMsMax: serverSilenceMsMax };

let opening: Promise<Serverless> | undefined;

/**
 * Composition for hosts that start Parley through Next only: env → database → app → doors, once per process, at the first
 * request. It does not migrate, listen or run jobs. Returns null, and prints a line on the console, if that fails; the next
 * request tries again.
 */
export async function serverless(): Promise<Serverless | null> {
  opening ??= open();
  try {
    return await opening;
  } catch (error) {
    opening = undefined;
    process.stderr.write(`${error instanceof EnvError ? error.message : `Parley does not start: ${error}`}\n`);
    return null;
  }
}

async function open(): Promise<Serverless> {
  const env = loadEnv();
  const { role, databaseUrl } = env;
  if (role !== "web" || databaseUrl === undefined)
    throw new EnvError("Next alone runs a part of Parley: set PARLEY_ROLE to web, or start all of it by `npm start`.");
  const database = openDatabase(databaseUrl, connections);
  try {
    const app = await createApp(await createContext(env, database, { isVisitor: false, mayFreeze: true }));
    app.context.logger.info(running, "Parley started");
    for (const notice of startNotices(env)) app.context.logger.warn(notice);
    return { app, serveApi: createApiHandler(app) };
  } catch (error) {
    await database.close();
    throw error;
  }
}
