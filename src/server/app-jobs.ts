import type { App } from "./app";
import { keepHouse } from "./jobs/housekeeping";
import { type Jobs, startJobs } from "./jobs/jobs";

/**
 * Runs the jobs of a server; those that mail, only where there is a mail server. Apart from the app, so that hosts that run Next alone, which
 * run no jobs, need not carry the library.
 */
export function startAppJobs({ context, auth }: Pick<App, "context" | "auth">): Jobs {
  const { sendDue, sweep } = auth.mails;
  const tasks = {
    housekeeping: () => keepHouse(context),
    ...(context.env.smtpUrl === undefined ? {} : { mail: sendDue }),
  };
  return startJobs(context, { tasks, sweep });
}
