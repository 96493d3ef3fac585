import { Counter, type Registry } from "prom-client";

/** Counts in a plain number, for events on every delivery. The count is published when the metrics are read. */
export function createPlainCounter(
  registry: Registry,
  described: { name: string; help: string },
): (by: number) => void {
  let count = 0;
  new Counter({
    ...described,
    registers: [registry],
    collect() {
      this.reset();
      this.inc(count);
    },
  });
  return (by) => {
    count += by;
  };
}
