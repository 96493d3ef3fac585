import type pg from "pg";
import { type MigrationState, migrationState } from "../db/migrations/migrate";
import { messageOf } from "../files/system-errors";
import { type Finding, fail, ok, warn } from "./finding";

/** The version that Parley is tested with. */
const testedMajor = 18;

type Settings = { readonly version: string; readonly unsafe: readonly string[]; readonly only_reads: boolean };

/** Checks that Parley can use the database, and that it will lose nothing. */
export async function checkDatabase(session: pg.Client, place: string): Promise<Finding[]> {
  const settings = await readSettings(session);
  const state = await migrationState(session);
  const major = Number.parseInt(settings.version, 10);
  const about = `PostgreSQL ${settings.version} at ${place}`;
  const faults = [
    ...faultsOf(settings),
    ...faultsOfMigrations(state),
    ...(settings.only_reads || state.isEmpty || state.missing.length > 0 ? [] : await tryToWrite(session)),
  ];
  const isTested = major >= testedMajor;
  const version = isTested
    ? []
    : [
        warn(
          "database",
          `${about} is older than ${testedMajor}.`,
          `Parley is tested with PostgreSQL ${testedMajor}: update it.`,
        ),
      ];
  if (faults.length + version.length > 0) return [...faults, ...version];
  return [ok("database", `${about} answers, takes writes and has every migration.`)];
}

async function readSettings(session: pg.Client): Promise<Settings> {
  const { rows } = await session.query<Settings>(
    `select current_setting('server_version') as version,
       array(select name from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit') and setting = 'off') as unsafe,
       pg_is_in_recovery() or current_setting('transaction_read_only') = 'on' as only_reads`,
  );
  return rows[0] ?? { version: "0", unsafe: [], only_reads: false };
}

function faultsOf({ unsafe, only_reads }: Settings): Finding[] {
  return [
    ...unsafe.map((name) =>
      fail("database", `${name} is off: acknowledged messages can be lost.`, `Set ${name} = on in PostgreSQL.`),
    ),
    ...(only_reads
      ? [
          fail(
            "database",
            "The database is read-only: it is a standby, or was set so.",
            "Name the primary in DATABASE_URL.",
          ),
        ]
      : []),
  ];
}

function faultsOfMigrations({ isEmpty, missing, unknown }: MigrationState): Finding[] {
  if (isEmpty) return [fail("database", "The database is empty.", "Start Parley once, or run `npm run migrate`.")];
  return [
    ...(missing.length > 0
      ? [
          fail(
            "database",
            `The database lacks migrations of this version: ${missing.join(", ")}.`,
            "Run `npm run migrate`.",
          ),
        ]
      : []),
    ...(unknown.length > 0
      ? [
          warn(
            "database",
            `The database is of a newer version, which has the migrations ${unknown.join(", ")}.`,
            "Update this Parley, unless you are going back by one version.",
          ),
        ]
      : []),
  ];
}

/** Writes some hundred kilobytes and rolls them back: a full disk shows when a table has to grow. */
async function tryToWrite(session: pg.Client): Promise<Finding[]> {
  try {
    await session.query("begin");
    await session.query(
      "insert into rate_limits (key) select 'doctor ' || n || repeat(' ', 900) from generate_series(1, 300) as n",
    );
    return [];
  } catch (error) {
    return [
      fail("database", `The database takes no writes: ${messageOf(error)}.`, "Mend that first: nobody can send."),
    ];
  } finally {
    await session.query("rollback").catch(() => undefined);
  }
}
