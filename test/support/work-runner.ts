/** A process that runs consumers and jobs but serves nothing, for tests that kill it. It takes a server's settings. */
import { loadEnv } from "../../src/env";
import { createApp } from "../../src/server/app";
import { startAppJobs } from "../../src/server/app-jobs";
import { createContext } from "../../src/server/context/context";
import { openDatabase } from "../../src/server/db/client";

const env = loadEnv();
const database = openDatabase(env.databaseUrl ?? "", { onIdleError: () => undefined });
startAppJobs(await createApp(await createContext(env, database, { isVisitor: false })));
process.stdout.write("ready\n");
