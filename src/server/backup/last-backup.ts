import pg from "pg";
import type { Queryable } from "../db/client";

/** The time of the database's last backup, by its own clock, and the backup's file. */
export type LastBackup = { readonly file: string; readonly takenAt: Date; readonly ageSeconds: number };

/**
 * Records in a database that it has just been backed up. Safe to repeat. Does nothing in a database of an
 * earlier version, which has no place for it.
 */
export async function noteBackup(url: string, { file, takenAt }: Pick<LastBackup, "file" | "takenAt">): Promise<void> {
  const connection = new pg.Client({ connectionString: url, application_name: "parley backup" });
  connection.on("error", () => undefined);
  try {
    await connection.connect();
    if (!(await isNoted(connection))) return;
    await connection.query(
      `insert into last_backup (id, taken_at, file) values (1, $1, $2)
       on conflict (id) do update set taken_at = excluded.taken_at, file = excluded.file`,
      [takenAt, file],
    );
  } finally {
    await connection.end().catch(() => undefined);
  }
}

/** The last recorded backup; null when there is none. */
export async function lastBackup(connection: Queryable): Promise<LastBackup | null> {
  if (!(await isNoted(connection))) return null;
  const { rows } = await connection.query<{ file: string; taken_at: Date; age: number }>(
    "select file, taken_at, extract(epoch from clock_timestamp() - taken_at)::float8 as age from last_backup",
  );
  const [row] = rows;
  return row === undefined ? null : { file: row.file, takenAt: row.taken_at, ageSeconds: row.age };
}

async function isNoted(connection: Queryable): Promise<boolean> {
  const { rows } = await connection.query<{ found: boolean }>("select to_regclass('last_backup') is not null as found");
  return rows[0]?.found === true;
}
