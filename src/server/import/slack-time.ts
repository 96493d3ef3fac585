/** Slack's time stamps (`seconds.micros`) as whole microseconds, which a number holds exactly until the year 2255. */
export function microsOf(ts: string): number {
  const [seconds = "0", fraction = ""] = ts.split(".");
  return Number(seconds) * 1_000_000 + Number(fraction.padEnd(6, "0"));
}

export function timeOf(ts: string): Date {
  return new Date(Math.floor(microsOf(ts) / 1000));
}
