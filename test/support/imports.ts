import { resolve } from "node:path";
import type { ServerContext } from "../../src/server/context/context";
import type { Database } from "../../src/server/db/client";
import { type ImportOptions, importSlack } from "../../src/server/import/import-slack";
import type { ImportReport } from "../../src/server/import/report";
import { openSlackExport } from "../../src/server/import/slack-export";
import { createExecute, type Execute } from "../../src/server/log/execute";
import { createHotStates, type HotStates } from "../../src/server/log/hot-states";
import { createLog } from "../../src/server/log/log";
import { writeZip } from "../fixtures/slack-zip";
import { createWorld, testContext, type World } from "./app";

/** An installation that exports are imported into. */
export type Importing = {
  readonly database: Database;
  readonly execute: Execute;
  readonly states: HotStates;
  readonly world: World;
  /** Imports an export, by path or by its files. `through` wraps the write path. */
  bring(
    source: Source,
    options?: ImportOptions & { readonly through?: (execute: Execute) => Execute },
  ): Promise<ImportReport>;
  /** Imports each of an organisation's exports. */
  bringAll(source: Source, options?: ImportOptions): Promise<ImportReport[]>;
  close(): Promise<void>;
};

type Source = string | Record<string, unknown>;

export async function openImporting(database: Database): Promise<Importing> {
  const context: ServerContext = testContext(database);
  const states = createHotStates(database.pool);
  const { execute, close } = createExecute(context, { log: createLog(database.pool), states });
  const world = await createWorld(database, execute);
  await database.prisma.installation.create({ data: { id: 1, owner_id: world.ownerId } });
  const bringAll = async (source: Source, options: ImportOptions, through: (execute: Execute) => Execute) => {
    const { archive, parts } = await openSlackExport(typeof source === "string" ? source : await writeZip(source));
    const reports: ImportReport[] = [];
    try {
      for (const part of parts)
        reports.push(await importSlack({ context, execute: through(execute), states }, part, options));
    } finally {
      archive.close();
    }
    return reports;
  };
  return {
    database,
    execute,
    states,
    world,
    bring: async (source, { through = (direct: Execute) => direct, ...options } = {}) => {
      const [report, ...others] = await bringAll(source, options, through);
      if (report === undefined || others.length > 0) throw new Error(`${others.length + 1} exports, not one`);
      return report;
    },
    bringAll: (source, options = {}) => bringAll(source, options, (direct) => direct),
    close: async () => {
      await close();
      await database.close();
    },
  };
}

/** One of the exports stored beside the tests. */
export function slackCase(name: string): string {
  return resolve("test/fixtures/slack", `${name}.zip`);
}
