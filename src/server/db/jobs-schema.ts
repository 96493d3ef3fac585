import type { Queryable } from "./client";

/** The schema that holds, or will hold, graphile-worker's tables. */
type JobsSchema = {
  readonly name: string;
  /** Whether jobs can be added there: the installation is complete, and the tables belong to this database user. */
  readonly is_usable: boolean;
};

/**
 * The schema of graphile-worker's tables, for adding or running jobs. Null until they are completely installed, and when they
 * belong to another database user. Never fails for want of a privilege.
 */
export async function findJobsSchema(connection: Queryable): Promise<string | null> {
  const found = await findInstalledJobs(connection);
  return found?.is_usable ? found.name : null;
}

/**
 * The schema of graphile-worker's tables, even if only some of them are installed. It lies beside Parley's, so that a
 * backup, which holds Parley's schema, contains none of them. If Parley's user may not create schemas, it is Parley's own.
 * Undefined before the first table exists.
 */
export async function findInstalledJobs(connection: Queryable): Promise<JobsSchema | undefined> {
  // Uses catalogs only: `to_regclass` fails in a schema that the user may not look into.
  const { rows } = await connection.query<JobsSchema>(
    `select name, coalesce((
         select has_schema_privilege(spaces.oid, 'usage') and pg_has_role(jobs.relowner, 'usage')
           and exists (select from pg_proc where pronamespace = spaces.oid and proname = 'add_job')
         from pg_class jobs where jobs.relnamespace = spaces.oid and jobs.relname = '_private_jobs'), false) as is_usable
     from unnest(array[current_schema() || '_jobs', current_schema()]) with ordinality as place (name, rank)
     join pg_namespace spaces on nspname = name
     join pg_class scripts on scripts.relnamespace = spaces.oid and scripts.relname = 'migrations'
     join pg_attribute on attrelid = scripts.oid and attname = 'breaking'
     order by rank limit 1`,
  );
  return rows[0];
}

/** Whether a table in Parley's schema belongs to graphile-worker. */
export function isOfJobs(table: string): boolean {
  return table === "migrations" || table.startsWith("_private_");
}
