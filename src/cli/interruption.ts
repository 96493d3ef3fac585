/** Aborts on Ctrl-C with the given reason instead of ending the process, so that PostgreSQL is left in order. */
export function interrupted(reason: Error): { signal: AbortSignal; ignore: () => void } {
  const controller = new AbortController();
  const abort = () => controller.abort(reason);
  process.once("SIGINT", abort);
  process.once("SIGTERM", abort);
  return {
    signal: controller.signal,
    ignore: () => {
      process.off("SIGINT", abort);
      process.off("SIGTERM", abort);
    },
  };
}
