import pg from "pg";

/** A row that an earlier version of Parley wrote before a migration and could not finish after it. */
export interface Unfinished {
  /** The error, if a process survived to record it. */
  readonly logs: string | null;
}

/**
 * Repeats a migration that an earlier version had started, inside the caller's transaction. Those versions left
 * migrations to Prisma's schema engine, which splits a script at its semicolons and runs each statement separately, so
 * any number of the first ones may have been done. An object that already exists, or is already gone, counts as done,
 * unless the row says that this was the error.
 */
export async function redo(session: pg.Client, script: string, { logs }: Unfinished): Promise<void> {
  for (const statement of script.split(";")) {
    await session.query("savepoint statement");
    try {
      await session.query(statement);
    } catch (error) {
      if (!isDoneAlready(error, statement) || isTheFault(error, logs)) throw error;
      await session.query("rollback to savepoint statement");
    }
    await session.query("release savepoint statement");
  }
}

/** PostgreSQL's codes when a CREATE or an ADD finds its object already there, and when a DROP does not find it. */
const thereAlready = ["42P07", "42P06", "42701", "42710", "42723"];
const goneAlready = ["42P01", "42704", "42703", "3F000", "42883"];
const uniqueViolation = "23505";

function isDoneAlready(error: unknown, statement: string): boolean {
  if (!(error instanceof pg.DatabaseError) || error.code === undefined) return false;
  if (thereAlready.includes(error.code)) return true;
  // The error of a statement that waited while a dead process's last statement created the same object.
  if (error.code === uniqueViolation) return error.schema === "pg_catalog";
  return goneAlready.includes(error.code) && /\bdrop\b/i.test(statement);
}

function isTheFault(error: unknown, logs: string | null): boolean {
  return error instanceof Error && logs?.includes(error.message) === true;
}
