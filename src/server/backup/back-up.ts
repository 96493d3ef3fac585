import pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { running } from "../../running";
import { type ArchiveWriter, openArchiveWriter } from "./archive-writer";
import { keptFiles, openKeptFile } from "./kept-files";
import { type ArchivedFile, contentsPath, folders, formatVersion, type Manifest, manifestPath } from "./manifest";
import { BackupRefusal } from "./refusal";
import { appliedMigrations, archivedTables, type BackedUpTable, copyOut } from "./tables";

/** The source of a backup, or the target of a restore. */
export type Installation = {
  /** The database's URL, which must give each connection a session of its own. */
  readonly url: string;
  readonly dataFolder: string;
};

export type BackupOptions = {
  readonly overwrite: boolean;
  readonly signal: AbortSignal;
  /** Called with the number of bytes in each chunk read. */
  readonly onBytes: (count: number) => void;
};

export type BackupReport = { readonly manifest: Manifest; readonly files: readonly ArchivedFile[] };

/**
 * Writes an installation into one archive while it is in use: every table as of one snapshot, then the files. The archive
 * appears in its place complete and flushed to disk, or not at all. Throws a `BackupRefusal` with the reason.
 */
export async function backUp(
  { url, dataFolder }: Installation,
  file: string,
  options: BackupOptions,
): Promise<BackupReport> {
  const connection = await openSnapshot(url);
  try {
    const manifest = await describeSource(connection);
    const archive = await openArchiveWriter(file, options);
    try {
      const files: ArchivedFile[] = [
        { path: manifestPath, ...(await archive.add(manifestPath, JSON.stringify(manifest, null, 2))) },
      ];
      for (const table of await archivedTables(connection)) files.push(await addTable(archive, connection, table));
      // Read after the snapshot, so that every file that a row refers to is there.
      for await (const kept of keptFiles(dataFolder)) {
        const { stream, expectBytes } = await openKeptFile(kept);
        const digest = await archive.add(kept.path, stream, { compressed: false });
        expectBytes(digest.bytes);
        files.push({ path: kept.path, ...digest });
      }
      await archive.add(contentsPath, JSON.stringify({ files }));
      await archive.finish();
      return { manifest, files };
    } catch (error) {
      await archive.abandon();
      throw error;
    }
  } finally {
    await connection.end();
  }
}

/** A connection that sees the database as it is now, however long the reading takes. */
async function openSnapshot(url: string): Promise<pg.Client> {
  const connection = new pg.Client({ connectionString: url, application_name: "parley backup" });
  connection.on("error", () => undefined);
  await connection.connect();
  await connection.query("begin isolation level repeatable read read only");
  // The settings that affect how times are written, and the limits that would cut off a long read.
  await connection.query("set local datestyle = 'ISO'; set local timezone = 'UTC'");
  await connection.query("set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0");
  return connection;
}

async function describeSource(connection: pg.Client): Promise<Manifest> {
  const migrations = await appliedMigrations(connection);
  if (migrations === null || migrations.length === 0) throw new BackupRefusal("There is no Parley in this database.");
  const { rows } = await connection.query<{ workspace_id: string; head: string }>(
    "select workspace_id, head from workspace_heads order by workspace_id",
  );
  return {
    format: "parley-backup",
    format_version: formatVersion,
    parley_version: running.version,
    taken_at: (await timeOf(connection)).toISOString(),
    migrations,
    heads: rows.map(({ workspace_id, head }) => ({ workspace_id, head: Number(head) })),
  };
}

/** Uses the database's clock, which also measures the age of its last backup. */
async function timeOf(connection: pg.Client): Promise<Date> {
  const { rows } = await connection.query<{ now: Date }>("select clock_timestamp() as now");
  const [row] = rows;
  if (!row) throw new Error("a statement that always answers did not");
  return row.now;
}

async function addTable(archive: ArchiveWriter, connection: pg.Client, table: BackedUpTable): Promise<ArchivedFile> {
  const copy = connection.query(copyTo(copyOut(table)));
  const path = `${folders.tables}${table.name}`;
  const digest = await archive.add(path, copy);
  // The row count comes after the last row, just before the connection takes the next query.
  await connection.query("select");
  return { path, ...digest, table: { name: table.name, columns: [...table.columns], rows: copy.rowCount } };
}
