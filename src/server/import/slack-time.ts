/** Slack's time stamps (`seconds.micros`) as whole microseconds, which a number holds exactly until the year 2255. */
export function microsOf(ts: string): number {
  const dot = ts.indexOf(".");
  if (dot === -1) return Number(ts) * 1_000_000;
  return Number(ts.slice(0, dot)) * 1_000_000 + Number(ts.slice(dot + 1).padEnd(6, "0"));
}

export function timeOf(ts: string): Date {
  return new Date(Math.floor(microsOf(ts) / 1000));
}
