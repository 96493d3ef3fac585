import type { ServerContext } from "../context/context";
import { countRunners } from "./work-state";

const lookMs = 30_000;

/** Logs, in a process that runs no jobs itself, when no process has run any for a minute, and when one does again. */
export function watchRunners({ database, logger }: ServerContext, everyMs = lookMs): { close(): void } {
  let isMissed = false;
  let isLooking = false;
  const timer = setInterval(look, everyMs).unref();

  async function look(): Promise<void> {
    if (isLooking) return;
    isLooking = true;
    try {
      const wasMissed = isMissed;
      isMissed = (await countRunners(database.pool)) === 0;
      if (isMissed && !wasMissed)
        logger.warn(
          "no process runs consumers and jobs: mails are not tried again and nothing is cleaned up; start a worker",
        );
      if (wasMissed && !isMissed) logger.info("a process runs consumers and jobs again");
    } catch (error) {
      logger.debug({ err: error }, "could not check whether a process runs jobs");
    } finally {
      isLooking = false;
    }
  }

  return { close: () => clearInterval(timer) };
}
