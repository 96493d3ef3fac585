import { existsSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import type { Env } from "../../env";
import { describeRunning } from "../../running";
import { messageOf } from "../files/system-errors";
import { checkBackup } from "./backup-check";
import { checkClocks } from "./clock-check";
import { checkDatabase } from "./database-check";
import { checkDisks } from "./disk-check";
import { type Finding, fail, ok, warn } from "./finding";
import { settingNotices } from "./greeting";
import { checkMail } from "./mail-check";
import { checkPooler } from "./pooler-check";
import { checkRedis } from "./redis-check";
import { checkWork } from "./work-check";

export type Examined = {
  readonly env: Env;
  /**
   * Opens the database and returns the URL for work that needs its own session. Throws an error of one sentence if
   * the database cannot be reached.
   */
  readonly open: () => Promise<{ readonly url: string; readonly close: () => Promise<void> }>;
  readonly clock: () => Date;
};

const patienceMs = 15_000;

/**
 * Checks everything that an installation needs, and says of each thing whether it is right and what to do. Makes no lasting
 * changes. Never throws because of a finding.
 */
export async function examine(examined: Examined): Promise<Finding[]> {
  const { env } = examined;
  return [
    ok("version", `${describeRunning()}, ${process.platform} ${process.arch}.`),
    ...checkSettings(env),
    ...(await checkAllOfDatabase(examined)),
    ...(env.redisUrl === undefined ? [] : [await checkRedis(env.redisUrl)]),
    await checkMail(env),
  ];
}

/** Mail has its own line. */
function checkSettings(env: Env): Finding[] {
  const notices = settingNotices(env);
  if (notices.length === 0) return [ok("settings", `The settings fit together; people type ${env.url}.`)];
  return notices.map((notice) => warn("settings", notice, "docs/deployment.md says more."));
}

async function checkAllOfDatabase({ env, open, clock }: Examined): Promise<Finding[]> {
  let opened: Awaited<ReturnType<Examined["open"]>> | undefined;
  let session: pg.Client | undefined;
  try {
    opened = await open();
    session = await connect(opened.url);
    const client = session;
    const { host, pathname } = new URL(opened.url);
    return [
      ...(await surely("database", () => checkDatabase(client, host + pathname))),
      ...(await surely("pooler", () => checkPooler(env, client))),
      ...(await surely("clocks", async () => [await checkClocks(client, clock)])),
      ...(await surely("disk", () => checkDisks(env.dataDir, { client, url: opened?.url ?? "" }))),
      ...(await surely("backup", async () => [await checkBackup(client)])),
      ...(await surely("jobs", () => checkWork(client))),
    ];
  } catch (error) {
    return [fail("database", sentence(messageOf(error)), adviceOf(env)), ...(await checkDisks(env.dataDir, null))];
  } finally {
    await session?.end().catch(() => undefined);
    await opened?.close();
  }
}

function adviceOf({ databaseUrl, dataDir }: Env): string {
  if (databaseUrl !== undefined) return "Start that database, or correct DATABASE_URL and DATABASE_DIRECT_URL.";
  const log = join(dataDir, "postgres.log");
  const advice = "Start Parley once, or correct PARLEY_DATA_DIR.";
  return existsSync(log) ? `${advice} The PostgreSQL built in says more in ${log}.` : advice;
}

async function connect(url: string): Promise<pg.Client> {
  const session = new pg.Client({
    connectionString: url,
    application_name: "parley doctor",
    connectionTimeoutMillis: patienceMs,
    query_timeout: patienceMs,
  });
  session.on("error", () => undefined);
  await session.connect().catch((error: unknown) => {
    const { host, pathname } = new URL(url);
    throw new Error(`The database at ${host}${pathname} cannot be used: ${messageOf(error)}`, { cause: error });
  });
  return session;
}

/** A check that fails is also a finding. */
async function surely(check: Finding["check"], look: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await look();
  } catch (error) {
    return [
      fail(
        check,
        sentence(`This could not be looked at: ${messageOf(error)}`),
        "Mend what the other lines name, and ask again.",
      ),
    ];
  }
}

function sentence(text: string): string {
  return /[.!?]$/u.test(text) ? text : `${text}.`;
}
