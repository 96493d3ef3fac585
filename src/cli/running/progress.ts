import { SingleBar } from "cli-progress";

/** Shows a progress bar while something runs, if the output is a terminal. */
export async function showing<T>(
  title: string,
  unit: string,
  run: (show: (done: number, total: number) => void) => Promise<T>,
): Promise<T> {
  const bar = new SingleBar({
    format: `${title} [{bar}] {percentage} % · {value} of {total} ${unit} · {duration_formatted}`,
    hideCursor: true,
    barsize: 30,
    stream: process.stderr,
  });
  const show = (done: number, total: number) => {
    if (!process.stderr.isTTY) return;
    if (!bar.isActive) bar.start(total, 0);
    bar.update(done);
  };
  return run(show).finally(() => bar.stop());
}
