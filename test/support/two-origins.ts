import { startTemporaryPostgres } from "../../src/server/db/built-in/temporary-postgres";
import { migrate } from "../../src/server/db/migrations/migrate";
import { type NextStart, startNext } from "./next-start";
import { type Parley, setupSecret, startServer } from "./parley";
import { freePort } from "./ports";
import type { Program } from "./process";

/** Parley hosted in parts: the web served by Next only, a realtime node on another host, and one PostgreSQL for both. */
export type TwoOrigins = Pick<Parley, "url" | "setupSecret" | "close"> & {
  readonly realtimeUrl: string;
  readonly databaseUrl: string;
  /** Ends one of the two and starts it again at the same address. */
  readonly restart: (part: "web" | "realtime", signal: NodeJS.Signals) => Promise<void>;
};

/** Starts them on free ports. Cookies belong to hosts, not ports, so the two use different names of this machine. */
export async function startTwoOrigins(settings: Readonly<Record<string, string>> = {}): Promise<TwoOrigins> {
  const postgres = await startTemporaryPostgres();
  const [webPort, realtimePort] = [String(await freePort()), String(await freePort())];
  const url = `http://localhost:${webPort}`;
  const realtimeUrl = `http://127.0.0.1:${realtimePort}`;
  const shared = {
    DATABASE_URL: postgres.urlOf("postgres"),
    PARLEY_URL: url,
    PARLEY_REALTIME_URL: realtimeUrl,
    PARLEY_REGISTRATION: "open",
    PARLEY_WORKSPACES: "anyone",
    ...settings,
  };
  const startRealtime = async (): Promise<Program> => {
    const program = startServer({ ...shared, PARLEY_ROLE: "realtime", PORT: realtimePort });
    await program.says(/realtime node is ready/);
    return program;
  };
  const startWeb = (): Promise<NextStart> => startNext({ ...shared, PORT: webPort });
  await migrate(shared.DATABASE_URL);
  let realtime = await startRealtime();
  let web = await startWeb();
  return {
    url,
    realtimeUrl,
    databaseUrl: shared.DATABASE_URL,
    setupSecret,
    restart: async (part, signal) => {
      if (part === "web") {
        await web.program.end(signal);
        web = await startWeb();
      } else {
        await realtime.end(signal);
        realtime = await startRealtime();
      }
    },
    close: async () => {
      await Promise.all([web.program.end("SIGKILL"), realtime.end("SIGTERM")]);
      await postgres.close();
    },
  };
}
