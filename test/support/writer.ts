/**
 * A process that sends messages endlessly and prints the nonce of each acknowledged one, for tests that kill it.
 * Usage: writer.ts URL WORKSPACE CHANNEL USER PREFIX
 */
import { loadEnv } from "../../src/env";
import { createContext } from "../../src/server/context/context";
import { openDatabase } from "../../src/server/db/client";
import { createExecute } from "../../src/server/log/execute";
import { createHotStates } from "../../src/server/log/hot-states";
import { createLog } from "../../src/server/log/log";
import { message } from "./app";

const [url = "", workspaceId = "", channelId = "", userId = "", prefix = ""] = process.argv.slice(2);
const database = openDatabase(url, { onIdleError: () => undefined });
const context = await createContext({ ...loadEnv({ PORT: "0" }), logLevel: "silent" }, database, { isVisitor: false });
const { execute } = createExecute(context, { log: createLog(database.pool), states: createHotStates(database.pool) });

process.stdout.write("ready\n");
let count = 0;
await Promise.all(Array.from({ length: 20 }, send));

async function send(): Promise<never> {
  for (;;) {
    count += 1;
    const nonce = `${prefix}-${count}`;
    await execute(workspaceId, message(channelId, `message ${nonce}`, nonce), {
      actor: { user_id: userId },
      request: { body: nonce },
    }).then(
      () => process.stdout.write(`${nonce}\n`),
      () => new Promise((resolve) => setTimeout(resolve, 20)),
    );
  }
}
