import type pg from "pg";

/** Everything that migrations create in a database: relations, columns, indexes and constraints, one per line. */
export async function describeSchema(pool: Pick<pg.Pool, "query">): Promise<string[]> {
  const { rows } = await pool.query<{ line: string }>(
    `with relations as (
       select oid, relname, relkind from pg_class where relnamespace = 'public'::regnamespace and relname !~ '^_prisma'
     )
     select relkind::text || ' ' || relname as line from relations
     union all
     select relname::text || '.' || attname::text || ' ' || format_type(atttypid, atttypmod) || ' ' || attnotnull ||
         coalesce(' ' || pg_get_expr(adbin, adrelid), '')
       from pg_attribute join relations on oid = attrelid left join pg_attrdef on adrelid = attrelid and adnum = attnum
       where attnum > 0 and not attisdropped and relkind = 'r'
     union all select pg_get_indexdef(oid) from relations where relkind = 'i'
     union all select conname::text || ' ' || pg_get_constraintdef(pg_constraint.oid) from pg_constraint
       join relations on relations.oid = conrelid
     order by 1`,
  );
  return rows.map(({ line }) => line);
}
