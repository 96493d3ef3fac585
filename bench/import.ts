import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import { residentBytesMax } from "./support/cpu";
import { makeInstallation, startImport, succeeded } from "./support/imported";
import { startParley } from "./support/parley";
import type { Started } from "./support/processes";
import { figure, limitGate, type Outcome, ratioGate, type Scenario } from "./support/scenario";
import { slackExport } from "./support/slack-export";
import type { Stage } from "./support/stage";

export const scenario: Scenario = {
  id: "import",
  title: "Import",
  about:
    "`npm run import` of a Slack export with 200,000 messages beside a running server, from the start of the program to its end; beside it `COPY` of the rows that it made into empty tables with the same indexes.",
  run,
};

const tables = [
  "users",
  "workspaces",
  "members",
  "channels",
  "channel_members",
  "direct_conversations",
  "timelines",
  "messages",
  "threads",
  "reactions",
  "reaction_tallies",
  "read_markers",
  "events",
];

type Imported = { readonly seconds: number; readonly importer: number; readonly server: number; readonly rows: number };

async function run(stage: Stage): Promise<Outcome> {
  const { path, notes } = await slackExport(stage);
  const imports: Imported[] = [];
  const copies: number[] = [];
  for (let repetition = 1; repetition <= stage.count(2, 1); repetition += 1) {
    stage.say(`importing (${repetition})`);
    const url = await stage.postgres.database();
    imports.push(await importBeside(stage, url, path));
    stage.say(`copying (${repetition})`);
    copies.push(await copyRows(stage, url));
  }
  const perSecond = imports.map(({ rows, seconds }) => rows / seconds);
  const ours = figure("import", "rows/s", perSecond);
  const copy = figure(
    "COPY",
    "rows/s",
    copies.map((seconds, index) => (imports[index]?.rows ?? 0) / seconds),
  );
  const took = figure(
    "import, from start to end",
    "s",
    imports.map(({ seconds }) => seconds),
  );
  const importer = figure(
    "importer, at most",
    "MB",
    imports.map((one) => one.importer),
  );
  const server = figure(
    "server, at most",
    "MB",
    imports.map((one) => one.server),
  );
  const together = figure(
    "importer and server",
    "MB",
    imports.map((one) => one.importer + one.server),
  );
  return {
    figures: [ours, copy, took, importer, server, together],
    gates: [
      ratioGate("COPY of the same rows", ours, copy, { atLeast: 0.2 }),
      limitGate("together", together, { atMost: 600 }),
    ],
    notes,
  };
}

/** Imports beside a running server, which hears of every append and holds the workspace in memory. */
async function importBeside(stage: Stage, url: string, path: string): Promise<Imported> {
  await makeInstallation(url);
  const server = await startParley(stage, { DATABASE_URL: url });
  await stage.postgres.settle();
  const begun = performance.now();
  const importer = startImport(stage, url, path);
  const largest = watchMemory(importer);
  await succeeded(importer);
  const seconds = (performance.now() - begun) / 1_000;
  const bytes = { importer: largest(), server: residentBytesMax(server.pid) };
  await server.close();
  const rows = await withClient(url, async (client) => {
    let count = 0;
    for (const table of tables) count += Number((await client.query(`select count(*) from ${table}`)).rows[0]?.count);
    return count;
  });
  return { seconds, rows, importer: bytes.importer / 1e6, server: bytes.server / 1e6 };
}

/** Samples the largest size while the process runs, because it cannot be read afterwards. */
function watchMemory(program: Started): () => number {
  let largest = 0;
  const watch = setInterval(() => {
    try {
      largest = residentBytesMax(program.pid);
    } catch {
      clearInterval(watch);
    }
  }, 100);
  void program.exited.then(() => clearInterval(watch));
  return () => largest;
}

/** The seconds it takes to copy every row into an empty database. */
async function copyRows(stage: Stage, url: string): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "parley-bench-"));
  stage.onClose(() => rm(folder, { recursive: true, force: true }));
  const fileOf = (table: string) => join(folder, table);
  await withClient(url, async (client) => {
    for (const table of tables)
      await pipeline(client.query(copyTo(`copy ${table} to stdout`)), createWriteStream(fileOf(table)));
  });
  await stage.postgres.settle();
  return withClient(await stage.postgres.database(), async (client) => {
    const begun = performance.now();
    for (const table of tables)
      await pipeline(createReadStream(fileOf(table)), client.query(copyFrom(`copy ${table} from stdin`)));
    return (performance.now() - begun) / 1_000;
  });
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return work(client).finally(() => client.end());
}
