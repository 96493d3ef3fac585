import { setFlagsFromString } from "node:v8";
import { loadEnv } from "../env";
import { closeContext, createContext, newId } from "../server/context/context";
import { hasEmbeddedPostgres } from "../server/db/built-in/embedded-postgres";
import { startTemporaryPostgres } from "../server/db/built-in/temporary-postgres";
import { openDatabase } from "../server/db/client";
import { demandCurrent, EmptyDatabase } from "../server/db/migrations/current";
import { migrate } from "../server/db/migrations/migrate";
import { ImportRefusal } from "../server/import/fault";
import { importSlack } from "../server/import/import-slack";
import type { ImportReport } from "../server/import/report";
import { type OpenedExport, openSlackExport } from "../server/import/slack-export";
import { createExecute } from "../server/log/execute";
import { createHotStates } from "../server/log/hot-states";
import { createLog } from "../server/log/log";
import { command, readArguments } from "./command";
import { describeReports, describeWarnings, isIncomplete } from "./import-report";
import { type OpenedInstallation, openInstallation } from "./running/installation";
import { interrupted } from "./running/interruption";
import { showing } from "./running/progress";
import { UsageFault } from "./running/usage-fault";

interface Request {
  path: string;
  workspaceSlug: string | undefined;
  isFresh: boolean;
  dryRun: boolean;
}

// Collects garbage before the heap has doubled, so that the import stays small beside the server; it takes no longer.
setFlagsFromString("--heap-growing-percent=30");

await command("import", () => main(request()));

/** Imports a Slack export. The whole export is checked before the database is even opened. */
async function main(request: Request): Promise<void> {
  const begun = performance.now();
  const opened = await showing("Checking ", "files", (show) => openSlackExport(request.path, { onFile: show }));
  try {
    process.stderr.write(describeWarnings(opened));
    const reports = await bringIn(opened, request);
    const seconds = Math.round((performance.now() - begun) / 1000);
    process.stdout.write(describeReports(reports, { dryRun: request.dryRun, seconds }));
    if (reports.some(isIncomplete)) {
      process.stderr.write("Messages of the export are left out. They are named above.\n");
      process.exitCode = 1;
    }
  } finally {
    opened.archive.close();
  }
}

/**
 * Works beside a running server, on the same PostgreSQL, or starts the built-in one itself. A dry run creates and changes
 * nothing.
 */
async function bringIn({ parts }: OpenedExport, { workspaceSlug, isFresh, dryRun }: Request): Promise<ImportReport[]> {
  const env = loadEnv();
  const again = isFresh ? "the same command without --fresh" : "the same command again";
  const signal = interrupted(new ImportRefusal(`Interrupted. Run ${again} to continue from here.`));
  const installation = await (dryRun ? openForReading(signal) : openForWriting(signal));
  const database = openDatabase(installation.pooledUrl, { connectionsMax: 4 });
  try {
    const context = await createContext({ ...env, logLevel: "warn" }, database, { isVisitor: true });
    const states = createHotStates(database.pool);
    const writer = createExecute(context, { log: createLog(database.pool), states });
    try {
      const reports: ImportReport[] = [];
      for (const slack of parts)
        reports.push(
          await showing(dryRun ? "Reading  " : "Importing", "messages", (show) =>
            importSlack({ context, states, execute: writer.execute }, slack, {
              workspaceSlug,
              isFresh,
              dryRun,
              signal,
              onProgress: (read) => show(read, slack.messageCount),
            }),
          ),
        );
      return reports;
    } finally {
      await writer.close();
      await closeContext(context);
    }
  } finally {
    await database.close();
    await installation.close();
  }
}

async function openForWriting(signal: AbortSignal): Promise<OpenedInstallation> {
  const installation = await openInstallation("guest", signal, { mayMake: true });
  try {
    await migrate(installation.url, { signal, onNotice: say });
    return installation;
  } catch (error) {
    await installation.close();
    throw error;
  }
}

/** If there is no Parley yet, a temporary database stands in for the empty one that an import would start with. */
async function openForReading(signal: AbortSignal): Promise<OpenedInstallation> {
  const env = loadEnv();
  if (env.databaseUrl === undefined && !(await hasEmbeddedPostgres(env.dataDir))) return openNothing(signal);
  const installation = await openInstallation("guest", signal);
  try {
    await demandCurrent(installation.url);
    return installation;
  } catch (error) {
    await installation.close();
    if (error instanceof EmptyDatabase) return openNothing(signal);
    throw error;
  }
}

async function openNothing(signal: AbortSignal): Promise<OpenedInstallation> {
  const scratch = await startTemporaryPostgres();
  const url = scratch.urlOf("postgres");
  try {
    await migrate(url, { signal });
    await standInFor(url);
    return { url, pooledUrl: url, dataFolder: scratch.folder, close: scratch.close };
  } catch (error) {
    await scratch.close();
    throw error;
  }
}

/** Stands in for the person who will set Parley up, and who owns what is imported. */
async function standInFor(url: string): Promise<void> {
  const database = openDatabase(url, { connectionsMax: 1 });
  try {
    const owner = { id: newId("user"), display_name: "Owner", handle: newId("user") };
    await database.prisma.user.create({ data: owner });
    await database.prisma.installation.create({ data: { owner_id: owner.id } });
  } finally {
    await database.close();
  }
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function request(): Request {
  const options = {
    workspace: { type: "string" },
    fresh: { type: "boolean" },
    "dry-run": { type: "boolean" },
  } as const;
  const { values, positionals } = readArguments({ options, allowPositionals: true });
  const [path, ...others] = positionals;
  if (path === undefined || others.length > 0) throw new UsageFault("give the path of one export");
  const { workspace: workspaceSlug, fresh: isFresh = false, "dry-run": dryRun = false } = values;
  if (isFresh && workspaceSlug !== undefined) throw new UsageFault("give --fresh or --workspace, not both");
  return { path, workspaceSlug, isFresh, dryRun };
}
