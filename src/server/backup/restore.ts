import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { isReadable } from "../../domain";
import { epochSize } from "../../domain/core/events";
import { migrate } from "../db/migrations/migrate";
import { migrationNames } from "../db/migrations/migrations";
import { type BackupArchive, nowhere, type ReadOptions } from "./archive-reader";
import type { Installation } from "./back-up";
import { beginUnpacking, type Unpacking } from "./kept-files";
import { type ArchivedFile, manifestPath } from "./manifest";
import { archiveFault, BackupRefusal } from "./refusal";
import {
  appliedMigrations,
  archivedTables,
  type BackedUpTable,
  copyIn,
  isLeftOut,
  tableNames,
  tablesInUse,
} from "./tables";

export type RestoreOptions = ReadOptions & {
  /** The lowest epoch for a log to start in. Each log starts at least in the epoch after its own. */
  readonly epochMin: number;
  /** Called with a sentence about what the caller has to wait for. */
  readonly onNotice?: (notice: string) => void;
};

/**
 * Restores an archive into an empty installation, each log in a new epoch, and then applies the newest migrations.
 * Everything is loaded and checked in one transaction: if anything fails, the tables stay empty and the data
 * folder unchanged, and the same call may be repeated. Throws a `BackupRefusal` for a target that is not empty,
 * and for an archive that is damaged or too new.
 */
export async function restore(
  archive: BackupArchive,
  { url, dataFolder }: Installation,
  { onNotice = () => undefined, ...options }: RestoreOptions,
): Promise<void> {
  const { migrations } = archive.manifest;
  await refuseNewer(archive);
  const connection = await connect(url);
  try {
    await refuseUsed(connection, migrations);
    await migrate(url, { wanted: migrations, signal: options.signal, onNotice });
    const unpacking = await beginUnpacking(dataFolder);
    try {
      await load(connection, archive, { unpacking, ...options });
    } finally {
      await unpacking.clear();
    }
    // Everything is there by now, so an interruption could only leave the last migrations undone.
    await migrate(url, { onNotice });
    await connection.query("analyze");
  } finally {
    await connection.end();
  }
}

async function refuseNewer({ manifest }: BackupArchive): Promise<void> {
  const known = new Set(await migrationNames());
  if (manifest.migrations.every((name) => known.has(name))) return;
  throw new BackupRefusal(
    `This backup was made by a newer Parley (${manifest.parley_version}): update this one first.`,
  );
}

async function connect(url: string): Promise<pg.Client> {
  const connection = new pg.Client({ connectionString: url, application_name: "parley restore" });
  connection.on("error", () => undefined);
  await connection.connect();
  return connection;
}

/** Accepts tables without rows if the archive's Parley, or an older one, made them. */
async function refuseUsed(connection: pg.Client, migrations: readonly string[]): Promise<void> {
  const applied = await appliedMigrations(connection);
  if (applied === null && (await tableNames(connection)).length > 0) {
    throw new BackupRefusal("The database has tables of another program: restore into an empty database.");
  }
  await refuseRows(connection);
  if (applied?.every((name) => migrations.includes(name)) === false) {
    throw new BackupRefusal(
      "The database was prepared by a newer Parley than the backup: restore into an empty database.",
    );
  }
}

async function refuseRows(connection: pg.Client): Promise<void> {
  const inUse = await tablesInUse(connection);
  if (inUse.length === 0) return;
  throw new BackupRefusal(`The database is in use (${inUse.join(", ")} have rows): restore into an empty database.`);
}

type Loading = RestoreOptions & { readonly unpacking: Unpacking };

async function load(connection: pg.Client, archive: BackupArchive, { unpacking, epochMin, ...options }: Loading) {
  await connection.query("begin");
  await connection.query("set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0");
  const tables = await archivedTables(connection);
  refuseOtherTables(tables, archive);
  // Nobody gets in between: a server started in the meantime waits, and then finds a database that is set up.
  await connection.query(
    `lock table ${tables.map(({ name }) => pg.escapeIdentifier(name)).join(", ")} in access exclusive mode`,
  );
  await refuseRows(connection);
  for (const file of archive.files) {
    const { table } = file;
    if (table && isLeftOut(table)) await archive.read(file, nowhere(), options);
    else if (table) await loadTable(connection, archive, { file, table, options });
    else if (file.path !== manifestPath) await archive.read(file, await unpacking.open(file.path), options);
  }
  await refuseUnreadable(connection, archive);
  await connection.query("update workspace_heads set head = greatest(head / $1 + 1, $2) * $1", [epochSize, epochMin]);
  await unpacking.putInPlace();
  await connection.query("commit");
}

/**
 * The same migrations make the same tables, unless somebody changed one side by hand. An older Parley that still runs on a
 * migrated database also archives tables that it does not know, including some that this one leaves out.
 */
function refuseOtherTables(tables: readonly BackedUpTable[], { files }: BackupArchive): void {
  const here = tables.map(describeTable);
  const there = files.flatMap(({ table }) => (table && !isLeftOut(table) ? describeTable(table) : []));
  const odd = [...here.filter((one) => !there.includes(one)), ...there.filter((one) => !here.includes(one))];
  if (odd.length === 0) return;
  throw new BackupRefusal(`The tables of the database and those of the backup differ: ${odd.join(", ")}.`);
}

function describeTable({ name, columns }: BackedUpTable): string {
  return `${name} (${[...columns].sort().join(", ")})`;
}

/** A newer Parley may have the same migrations, but payloads that this one does not know. */
async function refuseUnreadable(connection: pg.Client, { manifest }: BackupArchive): Promise<void> {
  const { rows } = await connection.query<{ type: string; v: number }>(
    "select type, max(v) as v from events group by type",
  );
  const unreadable = rows.filter((row) => !isReadable(row)).map(({ type, v }) => `${type} ${v}`);
  if (unreadable.length === 0) return;
  throw new BackupRefusal(
    `This backup was made by a newer Parley (${manifest.parley_version}), whose events this one cannot read (${unreadable.join(", ")}): update this one first.`,
  );
}

type TableFile = { readonly file: ArchivedFile; readonly table: NonNullable<ArchivedFile["table"]> };

async function loadTable(
  connection: pg.Client,
  archive: BackupArchive,
  { file, table, options }: TableFile & { readonly options: ReadOptions },
): Promise<void> {
  const copy = connection.query(copyFrom(copyIn(table)));
  await archive.read(file, copy, options);
  if (copy.rowCount !== table.rows)
    throw archiveFault(file.path, `${table.rows} rows were expected and ${copy.rowCount} found`);
}
