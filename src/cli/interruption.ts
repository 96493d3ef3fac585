/**
 * Aborts on Ctrl-C with the given reason instead of ending the process, so that PostgreSQL is left in order. Ask for it before
 * anything is opened; a second signal ends the process at once.
 */
export function interrupted(reason: Error): { signal: AbortSignal; ignore: () => void } {
  const controller = new AbortController();
  const ignore = () => {
    for (const signal of signals) process.off(signal, abort);
  };
  const abort = () => {
    ignore();
    controller.abort(reason);
  };
  for (const signal of signals) process.on(signal, abort);
  return { signal: controller.signal, ignore };
}

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
