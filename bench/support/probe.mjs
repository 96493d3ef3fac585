import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";

// Loaded ahead of every measured process. Answers the bench over the process's channel without keeping the process alive.
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();

const folder = process.env.PARLEY_BENCH_DELAYS;
if (folder !== undefined) {
  const whole = monitorEventLoopDelay({ resolution: 5 });
  whole.enable();
  process.on("exit", () => {
    mkdirSync(folder, { recursive: true });
    const percentiles = [50, 90, 99, 99.9, 100].map((one) => [`p${one}`, whole.percentile(one) / 1e6]);
    const seen = { argv: process.argv.slice(1), delay_ms: Object.fromEntries(percentiles) };
    writeFileSync(join(folder, `Delay.${process.pid}.json`), `${JSON.stringify(seen, null, 2)}\n`);
  });
}

/** A collection sweeps in the background. Until that is done, it would count as the program's work. */
const sweepMs = 150;

process.on("message", async (message) => {
  if (message?.probe === undefined) return;
  if (message.probe === "collect") {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, sweepMs));
  }
  if (message.probe === "begin") delay.reset();
  process.send?.({ probed: message.probe, delayMs: { p50: ms(50), p99: ms(99), max: delay.max / 1e6 } });
});
process.on("disconnect", () => process.exit());
process.channel?.unref();

function ms(percentile) {
  return delay.percentile(percentile) / 1e6;
}
