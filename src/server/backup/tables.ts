import pg from "pg";
import type { Queryable } from "../db/client";
import { isOfJobs } from "../db/jobs-schema";
import { BackupRefusal } from "./refusal";

/** A table as the database describes it. */
export type BackedUpTable = { readonly name: string; readonly columns: readonly string[] };

type Found = BackedUpTable & { readonly references: readonly string[] };
/** Prisma's record of the migrations. An archive lists them in its manifest. */
const migrationsTable = "_prisma_migrations";

/**
 * The tables that an archive leaves out. A restore applies the migrations anew. Items that are good for one use
 * within minutes must not come back to life after their use. The last backup and the job runners belong to one
 * database, not to what is restored from it.
 */
const leftOut: ReadonlySet<string> = new Set([
  migrationsTable,
  "magic_links",
  "email_changes",
  "invite_mails",
  "realtime_tickets",
  "last_backup",
  "job_runners",
]);

/** Whether a table stays out of archives, and out of a restore even if an archive holds it. */
export function isLeftOut({ name }: Pick<BackedUpTable, "name">): boolean {
  return leftOut.has(name) || isOfJobs(name);
}

/** The tables that an archive holds, each after those that it refers to. */
export async function archivedTables(connection: Queryable): Promise<BackedUpTable[]> {
  const found = (await findTables(connection)).filter((table) => !isLeftOut(table));
  return inLoadOrder(found);
}

export async function tableNames(connection: Queryable): Promise<string[]> {
  return (await findTables(connection)).map((table) => table.name);
}

/** The names of a database's migrations, oldest first; null when it has no record of migrations. */
export async function appliedMigrations(connection: Queryable): Promise<string[] | null> {
  if (!(await tableNames(connection)).includes(migrationsTable)) return null;
  const { rows } = await connection.query<{ migration_name: string }>(
    `select migration_name from ${migrationsTable} where finished_at is not null and rolled_back_at is null order by migration_name`,
  );
  return rows.map((row) => row.migration_name);
}

/** The names of the tables that hold any row, besides those of migrations and jobs. */
export async function tablesInUse(connection: Queryable): Promise<string[]> {
  const inUse: string[] = [];
  for (const name of await tableNames(connection)) {
    if (name === migrationsTable || isOfJobs(name)) continue;
    const { rowCount } = await connection.query(`select from ${pg.escapeIdentifier(name)} limit 1`);
    if (rowCount !== 0) inUse.push(name);
  }
  return inUse;
}

/** Every table of the schema, with its columns in their order and the tables that its foreign keys refer to. */
async function findTables(connection: Queryable): Promise<Found[]> {
  const { rows } = await connection.query<Found>(
    `select relname as name,
       array(select attname::text from pg_attribute
             where attrelid = c.oid and attnum > 0 and not attisdropped and attgenerated = '' order by attnum) as columns,
       array(select referenced.relname::text from pg_constraint join pg_class referenced on referenced.oid = confrelid
             where conrelid = c.oid and contype = 'f' and confrelid <> c.oid) as references
     from pg_class c where relkind = 'r' and relnamespace = current_schema()::regnamespace order by relname`,
  );
  return rows;
}

function inLoadOrder(tables: readonly Found[]): BackedUpTable[] {
  const ordered: BackedUpTable[] = [];
  let waiting = [...tables];
  while (waiting.length > 0) {
    const isWaiting = (name: string) => waiting.some((table) => table.name === name);
    const ready = waiting.filter((table) => !table.references.some(isWaiting));
    if (ready.length === 0) throw new BackupRefusal(`These tables refer to each other: ${namesOf(waiting)}.`);
    ordered.push(...ready.map(({ name, columns }) => ({ name, columns })));
    waiting = waiting.filter((table) => !ready.includes(table));
  }
  return ordered;
}

function namesOf(tables: readonly BackedUpTable[]): string {
  return tables.map((table) => table.name).join(", ");
}

/** `COPY` of a table's columns in the text format, which every version of PostgreSQL reads. */
export function copyOut({ name, columns }: BackedUpTable): string {
  return `copy ${target(name, columns)} to stdout with (format text, encoding 'UTF8')`;
}

export function copyIn({ name, columns }: BackedUpTable): string {
  return `copy ${target(name, columns)} from stdin with (format text, encoding 'UTF8')`;
}

function target(name: string, columns: readonly string[]): string {
  return `${pg.escapeIdentifier(name)} (${columns.map((column) => pg.escapeIdentifier(column)).join(", ")})`;
}
