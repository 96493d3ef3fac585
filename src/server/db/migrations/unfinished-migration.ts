import pg from "pg";

/** A row that an earlier version of Parley wrote before a migration and could not finish after it. */
export interface Unfinished {
  /** What went wrong, when somebody lived to write it down. */
  readonly logs: string | null;
}

/**
 * Does a migration again that an earlier version had begun, inside the caller's transaction. Those versions left migrations to
 * Prisma's schema engine, which cuts a script at its semicolons and runs each statement by itself, so that any number of the
 * first ones may have been done. What is there already, or gone already, counts as done, unless the row says that this was the fault.
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

/** PostgreSQL's codes for what a CREATE or an ADD finds there already, and for what a DROP does not find. */
const thereAlready = ["42P07", "42P06", "42701", "42710", "42723"];
const goneAlready = ["42P01", "42704", "42703", "3F000", "42883"];
const uniqueViolation = "23505";

function isDoneAlready(error: unknown, statement: string): boolean {
  if (!(error instanceof pg.DatabaseError) || error.code === undefined) return false;
  if (thereAlready.includes(error.code)) return true;
  // So fails what waited for a dead process's last statement to make the same thing.
  if (error.code === uniqueViolation) return error.schema === "pg_catalog";
  return goneAlready.includes(error.code) && /\bdrop\b/i.test(statement);
}

function isTheFault(error: unknown, logs: string | null): boolean {
  return error instanceof Error && logs?.includes(error.message) === true;
}
