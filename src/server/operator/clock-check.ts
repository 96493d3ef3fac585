import type pg from "pg";
import { type Finding, fail, ok, warn } from "./finding";

const warnSeconds = 1;
/** Tickets last a minute, and sign-in links 15. */
const failSeconds = 30;
const looks = 3;

/** Checks how far the clock of the database's machine is from this one's. */
export async function checkClocks(session: pg.Client, clock: () => Date): Promise<Finding> {
  const seconds = await difference(session, clock);
  const size = Math.abs(seconds).toFixed(1);
  if (Math.abs(seconds) < warnSeconds)
    return ok("clocks", `The clocks of this machine and of the database agree within ${warnSeconds} s.`);
  const text = `The database's clock is ${size} s ${seconds > 0 ? "ahead of" : "behind"} the clock of this machine.`;
  const advice = "Keep both right by NTP: sessions, sign-in links and tickets end by these clocks.";
  return Math.abs(seconds) < failSeconds ? warn("clocks", text, advice) : fail("clocks", text, advice);
}

/** The difference by the fastest query, in seconds; positive when the database is ahead. */
async function difference(session: pg.Client, clock: () => Date): Promise<number> {
  let best = { took: Number.POSITIVE_INFINITY, ahead: 0 };
  for (let look = 0; look < looks; look += 1) {
    const before = performance.now();
    const { rows } = await session.query<{ now: Date }>("select clock_timestamp() as now");
    const took = performance.now() - before;
    const there = rows[0]?.now.getTime() ?? 0;
    if (took < best.took) best = { took, ahead: there - (clock().getTime() - took / 2) };
  }
  return best.ahead / 1000;
}
