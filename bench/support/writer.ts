import { loadEnv } from "../../src/env";
import { closeContext, createContext } from "../../src/server/context/context";
import { type Database, openDatabase } from "../../src/server/db/client";
import { createExecute, type Execute } from "../../src/server/log/execute";
import { createHotStates } from "../../src/server/log/hot-states";
import { createLog } from "../../src/server/log/log";

export type Writer = { readonly database: Database; readonly execute: Execute; readonly close: () => Promise<void> };

/** The one write path over a database, without any endpoints. */
export async function openWriter(url: string): Promise<Writer> {
  const database = openDatabase(url);
  const context = await createContext({ ...loadEnv({ PORT: "0" }), logLevel: "error" }, database, { isVisitor: false });
  const { execute, close } = createExecute(context, {
    log: createLog(database.pool),
    states: createHotStates(database.pool),
  });
  return {
    database,
    execute,
    close: async () => {
      await close();
      await closeContext(context);
      await database.close();
    },
  };
}
