import type { EmbeddedPostgres } from "./embedded-postgres";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Opens a PostgreSQL for a tool that knows nothing of signals: one that comes gives up the opening, and later closes it before the process ends. A tool
 * that hears of signals itself is left alone from then on.
 */
export async function untilSignal(open: (signal: AbortSignal) => Promise<EmbeddedPostgres>): Promise<EmbeddedPostgres> {
  const told = new AbortController();
  let opened: EmbeddedPostgres | undefined;

  function hear(signal: NodeJS.Signals): void {
    told.abort(new Error("Interrupted."));
    if (opened === undefined || process.listenerCount(signal) > 1) return;
    void opened.close().finally(() => process.exit(1));
  }

  function ignore(): void {
    for (const signal of signals) process.off(signal, hear);
  }

  for (const signal of signals) process.on(signal, hear);
  try {
    const postgres = await open(told.signal);
    opened = postgres;
    return { url: postgres.url, close: () => postgres.close().finally(ignore) };
  } catch (error) {
    ignore();
    throw error;
  }
}
