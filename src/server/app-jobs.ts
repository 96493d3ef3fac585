import type { App } from "./app";
import { keepHouse } from "./jobs/housekeeping";
import { type Jobs, startJobs } from "./jobs/jobs";

/**
 * Runs the jobs of a server. Mail jobs run only if there is a mail server. Separate from the app, so that hosts that only run
 * Next, and no jobs, need not ship the library.
 */
export function startAppJobs({ context, auth }: Pick<App, "context" | "auth">): Jobs {
  const { sendDue, sweep } = auth.mails;
  const tasks = {
    housekeeping: () => keepHouse(context),
    ...(context.env.smtpUrl === undefined ? {} : { mail: sendDue }),
  };
  return startJobs(context, { tasks, sweep });
}
