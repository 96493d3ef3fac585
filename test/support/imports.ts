import { resolve } from "node:path";
import type { ServerContext } from "../../src/server/context";
import type { Database } from "../../src/server/db/client";
import { createExecute, type Execute } from "../../src/server/execute";
import { type ImportOptions, type ImportReport, importSlack } from "../../src/server/import/import-slack";
import { openSlackExport } from "../../src/server/import/slack-export";
import { createLog } from "../../src/server/log/log";
import { createHotStates, type HotStates } from "../../src/server/store/hot-states";
import { writeZip } from "../fixtures/slack-zip";
import { createWorld, testContext, type World } from "./app";

/** An installation that exports are brought into. */
export type Importing = {
  readonly database: Database;
  readonly execute: Execute;
  readonly states: HotStates;
  readonly world: World;
  /** Imports an export by its path, or by its files; `through` stands between the import and the write path. */
  bring(
    source: string | Record<string, unknown>,
    options?: ImportOptions & { readonly through?: (execute: Execute) => Execute },
  ): Promise<ImportReport>;
  close(): Promise<void>;
};

export async function openImporting(database: Database): Promise<Importing> {
  const context: ServerContext = testContext(database);
  const states = createHotStates(database.pool);
  const { execute, close } = createExecute(context, { log: createLog(database.pool), states });
  const world = await createWorld(database, execute);
  await database.prisma.installation.create({ data: { id: 1, owner_id: world.ownerId } });
  return {
    database,
    execute,
    states,
    world,
    bring: async (source, { through = (direct: Execute) => direct, ...options } = {}) => {
      const slack = await openSlackExport(typeof source === "string" ? source : await writeZip(source));
      try {
        return await importSlack({ context, execute: through(execute), states }, slack, options);
      } finally {
        slack.archive.close();
      }
    },
    close: async () => {
      await close();
      await database.close();
    },
  };
}

/** One of the exports that lie beside the tests. */
export function slackCase(name: string): string {
  return resolve("test/fixtures/slack", `${name}.zip`);
}
