import { hearEndings } from "../../process/endings.mjs";

/**
 * A signal that aborts on Ctrl-C with the given reason instead of ending the process, so that PostgreSQL is left in a clean
 * state. Create it before anything is opened, and pass it to everything that opens something. A second Ctrl-C ends the process at
 * once.
 */
export function interrupted(reason: Error): AbortSignal {
  const controller = new AbortController();
  const stopHearing = hearEndings({
    first: () => controller.abort(reason),
    again: (signal) => {
      stopHearing();
      process.kill(process.pid, signal);
    },
  });
  return controller.signal;
}
