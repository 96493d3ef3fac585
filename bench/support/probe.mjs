import { monitorEventLoopDelay } from "node:perf_hooks";

// Loaded ahead of every process that is measured; answers the bench over the process's channel and does not keep it alive.
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();

process.on("message", (message) => {
  if (message?.probe === undefined) return;
  if (message.probe === "begin") {
    globalThis.gc?.();
    delay.reset();
  }
  process.send?.({ probed: message.probe, delayMs: { p50: ms(50), p99: ms(99), max: delay.max / 1e6 } });
});
process.on("disconnect", () => process.exit());
process.channel?.unref();

function ms(percentile) {
  return delay.percentile(percentile) / 1e6;
}
