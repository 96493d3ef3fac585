/** Converts Slack's time stamps (`seconds.micros`) to whole microseconds, which a number holds exactly until the year 2255. */
export function microsOf(ts: string): number {
  const dot = ts.indexOf(".");
  if (dot === -1) return Number(ts) * 1_000_000;
  return Number(ts.slice(0, dot)) * 1_000_000 + Number(ts.slice(dot + 1).padEnd(6, "0"));
}

export function timeOf(ts: string): Date {
  return new Date(Math.floor(microsOf(ts) / 1000));
}

/** A time stamp as it is, or in Slack's format if it came as a number; null for anything else. */
export function tsOf(value: unknown): string | null {
  const ts = typeof value === "number" && value >= 0 ? value.toFixed(Number.isInteger(value) ? 0 : 6) : value;
  return typeof ts === "string" && /^\d{1,10}(\.\d{1,6})?$/.test(ts) && microsOf(ts) > 0 ? ts : null;
}
