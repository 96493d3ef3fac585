import pg from "pg";
import { findJobsSchema } from "../db/jobs-schema";
import type { TaskName } from "../metrics/work-metrics";
import { type Finding, warn } from "./finding";

/** Longer than a process that runs mail jobs needs to take one, even just after a start. */
const overdueMinutes = 5;

const mail: TaskName = "mail";

/** Checks for waiting mails that no process takes: those that run jobs may all lack a mail server. */
export async function checkOverdueMail(database: Pick<pg.ClientBase, "query">): Promise<Finding[]> {
  const schema = await findJobsSchema(database);
  if (schema === null) return [];
  const name = pg.escapeIdentifier(schema);
  const { rows } = await database.query<{ count: string }>(
    `select count(*) from ${name}._private_jobs as jobs join ${name}._private_tasks as tasks on tasks.id = jobs.task_id
     where tasks.identifier = $1 and jobs.locked_at is null and jobs.attempts < jobs.max_attempts
       and jobs.run_at < now() - $2 * interval '1 minute'`,
    [mail, overdueMinutes],
  );
  const count = Number(rows[0]?.count ?? 0);
  if (count === 0) return [];
  return [
    warn(
      "jobs",
      `Mails have waited for more than ${overdueMinutes} minutes for a process that sends them: ${count}.`,
      "Give every process that runs consumers and jobs the same SMTP_URL, MAIL_FROM and PARLEY_URL as the others.",
    ),
  ];
}
