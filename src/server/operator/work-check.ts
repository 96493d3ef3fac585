import type pg from "pg";
import { readWorkState } from "../jobs/work-state";
import { listConsumers } from "./consumers";
import { type Finding, fail, ok, warn } from "./finding";
import { checkOverdueMail } from "./overdue-mail";

/** How many parked events are listed individually. */
const toldMax = 5;

/** Checks that a process runs consumers and jobs, and reports the work that they could not do. */
export async function checkWork(database: Pick<pg.ClientBase, "query">): Promise<Finding[]> {
  const { rows } = await database.query<{ found: boolean }>("select to_regclass('job_runners') is not null as found");
  if (rows[0]?.found !== true) return [];
  const { runners, jobs } = await readWorkState(database);
  const { troubles } = await listConsumers(database);
  const parked = troubles.filter(({ parked_at }) => parked_at !== null);
  const stopped = troubles.filter(({ parked_at, attempts }) => parked_at === null && attempts === 0);
  const failed = jobs.filter((one) => one.failed > 0);
  const findings = [
    ...(runners > 0 ? await checkOverdueMail(database) : [nobody()]),
    ...stopped
      .slice(0, toldMax)
      .map(({ consumer, workspace, cursor, error }) =>
        fail(
          "jobs",
          `The consumer ${consumer} waits before event ${cursor} of ${workspace}, which it cannot read: ${sentence(error)}`,
          "Update the processes that run consumers and jobs.",
        ),
      ),
    ...parked
      .slice(0, toldMax)
      .map(({ consumer, workspace, cursor, error }) =>
        fail(
          "jobs",
          `The consumer ${consumer} could not handle event ${cursor} of ${workspace}, and has gone on without it: ${sentence(error)}`,
          `Fix the cause, then run \`npm run admin -- consumers retry ${consumer} ${workspace} ${cursor}\`.`,
        ),
      ),
    ...(parked.length > toldMax
      ? [fail("jobs", `${parked.length - toldMax} more events are parked.`, "List them: `npm run admin -- consumers`.")]
      : []),
    ...failed.map(({ task, failed: count }) =>
      warn("jobs", `${count} ${task} jobs have failed for good.`, "The log of the process that ran them says why."),
    ),
  ];
  return findings.length > 0 ? findings : [ok("jobs", "Consumers and jobs are run, and nothing is parked.")];
}

function nobody(): Finding {
  return warn(
    "jobs",
    "No process has run consumers and jobs for a minute: mails are not tried again, and nothing is cleaned up.",
    "Start Parley, or one process with PARLEY_ROLE=worker where `web` serves alone.",
  );
}

function sentence(text: string): string {
  return /[.!?]$/u.test(text) ? text : `${text}.`;
}
