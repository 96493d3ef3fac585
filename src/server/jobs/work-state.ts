import pg from "pg";
import { findJobsSchema } from "../db/jobs-schema";
import { consumerNames, taskNames, type WorkState } from "../metrics/work-metrics";

/** How long no process may run consumers and jobs before that is reported. */
export const runnersMissedMs = 60_000;

type Queryable = Pick<pg.Pool, "query">;

/** How consumers and jobs stand, by the database alone. */
export async function readWorkState(database: Queryable): Promise<WorkState> {
  const [runners, consumers, jobs] = [
    await countRunners(database),
    await readConsumers(database),
    await readJobs(database),
  ];
  return { runners, consumers, jobs };
}

/** How many processes have reported within the last minute that they run consumers and jobs. */
export async function countRunners(database: Queryable): Promise<number> {
  const { rows } = await database.query<{ count: string }>(
    "select count(*) from job_runners where seen_at > now() - $1 * interval '1 ms'",
    [runnersMissedMs],
  );
  return Number(rows[0]?.count ?? 0);
}

async function readConsumers(database: Queryable): Promise<WorkState["consumers"]> {
  const { rows } = await database.query<{ name: string; lag: string; parked: string }>(
    `select name,
       (select coalesce(sum(greatest(e.head - coalesce(c.cursor, 0), 0)), 0) from workspace_heads e
        left join consumer_cursors c on c.consumer = named.name and c.workspace_id = e.workspace_id
        where exists (select from consumers where consumers.name = named.name)) as lag,
       (select count(*) from parked_events where consumer = named.name) as parked
     from unnest($1::text[]) as named (name)`,
    [consumerNames],
  );
  return consumerNames.map((name) => {
    const row = rows.find((one) => one.name === name);
    return { name, lag: Number(row?.lag ?? 0), parked: Number(row?.parked ?? 0) };
  });
}

async function readJobs(database: Queryable): Promise<WorkState["jobs"]> {
  const schema = await findJobsSchema(database);
  if (schema === null) return [];
  const name = pg.escapeIdentifier(schema);
  const { rows } = await database.query<{ task: string; queued: string; running: string; failed: string }>(
    `select tasks.identifier as task,
       count(*) filter (where jobs.locked_at is null and jobs.attempts < jobs.max_attempts) as queued,
       count(*) filter (where jobs.locked_at is not null) as running,
       count(*) filter (where jobs.locked_at is null and jobs.attempts >= jobs.max_attempts) as failed
     from ${name}._private_jobs as jobs join ${name}._private_tasks as tasks on tasks.id = jobs.task_id group by 1`,
  );
  return taskNames.map((task) => {
    const row = rows.find((one) => one.task === task);
    const [queued, running, failed] = [row?.queued, row?.running, row?.failed].map((count) => Number(count ?? 0));
    return { task, queued: queued ?? 0, running: running ?? 0, failed: failed ?? 0 };
  });
}
