import type { Queryable } from "./client";

/** The schema that is to hold, or holds, the tables of graphile-worker. */
type Place = {
  readonly name: string;
  /** Whether jobs can be added there: the installation is finished, and the tables belong to this user of the database. */
  readonly is_usable: boolean;
};

/**
 * The schema of the tables of graphile-worker, for those who add or run jobs. Null before they are installed completely, and where they belong
 * to another user of the database. Never fails for want of a privilege.
 */
export async function findJobsSchema(connection: Queryable): Promise<string | null> {
  const place = await findJobsPlace(connection);
  return place?.is_usable ? place.name : null;
}

/**
 * Where the tables of graphile-worker lie, also when only a part of them is installed: in a schema beside that of Parley, so that a backup,
 * which holds the schema of Parley, has none of them; or in that of Parley, where its user may not make schemas. Undefined before the first
 * table is there.
 */
export async function findJobsPlace(connection: Queryable): Promise<Place | undefined> {
  // Catalogues only: `to_regclass` fails in a schema that the user may not look into.
  const { rows } = await connection.query<Place>(
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

/** Whether a table of the schema of Parley is one of graphile-worker's. */
export function isOfJobs(table: string): boolean {
  return table === "migrations" || table.startsWith("_private_");
}
