import pg from "pg";
import { epochSize } from "../../domain/core/events";
import type { Queryable } from "../db/client";
import { findJobsSchema } from "../db/jobs-schema";
import { consumerNames, taskNames, type WorkState } from "../metrics/work-metrics";

/** How long no process may run consumers and jobs before that is reported. */
export const runnersMissedMs = 60_000;

/** The state of consumers and jobs, read only from the database. */
export async function readWorkState(database: Queryable): Promise<WorkState> {
  const [runners, consumers, jobs] = [
    await countRunners(database),
    await readConsumers(database),
    await readJobs(database),
  ];
  return { runners, consumers, jobs };
}

/** The number of processes that have reported within the last minute that they run consumers and jobs. */
export async function countRunners(database: Queryable): Promise<number> {
  const { rows } = await database.query<{ count: string }>(
    "select count(*) from job_runners where seen_at > now() - $1 * interval '1 ms'",
    [runnersMissedMs],
  );
  return Number(rows[0]?.count ?? 0);
}

/** Counts events, epoch by epoch: after a restore, the numbers between two epochs belong to no event. */
async function readConsumers(database: Queryable): Promise<WorkState["consumers"]> {
  const { rows } = await database.query<{ name: string; lag: string; parked: string }>(
    `select name,
       (select coalesce(sum(greatest(epochs.last - greatest(coalesce(c.cursor, 0), epochs.start), 0)), 0) from workspace_heads h
        left join consumer_cursors c on c.consumer = named.name and c.workspace_id = h.workspace_id
        cross join lateral (
          select epoch * $2::int8 as start, case when epoch = h.head / $2::int8 then h.head else coalesce(
            (select max(cursor) from events where workspace_id = h.workspace_id and cursor < (epoch + 1) * $2::int8), 0) end as last
          from generate_series(coalesce(c.cursor, 0) / $2::int8, h.head / $2::int8) as epoch) as epochs
        where exists (select from consumers where consumers.name = named.name)) as lag,
       (select count(*) from parked_events where consumer = named.name) as parked
     from unnest($1::text[]) as named (name)`,
    [consumerNames, epochSize],
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
