import type pg from "pg";

type Queryable = Pick<pg.ClientBase, "query">;

/**
 * Where the tables of graphile-worker lie: in a schema beside that of Parley, so that a backup, which holds the schema of Parley, has none of
 * them; or in that of Parley, where its user may not make schemas. Null before they are installed.
 */
export async function findJobsSchema(connection: Queryable): Promise<string | null> {
  const { rows } = await connection.query<{ name: string }>(
    `select name from unnest(array[current_schema() || '_jobs', current_schema()]) with ordinality as place (name, rank)
     join pg_attribute on attrelid = to_regclass(format('%I.migrations', name)) and attname = 'breaking' order by rank limit 1`,
  );
  return rows[0]?.name ?? null;
}

/** Whether a table of the schema of Parley is one of graphile-worker's. */
export function isOfJobs(table: string): boolean {
  return table === "migrations" || table.startsWith("_private_");
}
