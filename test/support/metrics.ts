import { setTimeout as pause } from "node:timers/promises";
import { metricsToken, type Served } from "./served";

/** The metrics of a server as Prometheus reads them: the sum of all series of a name whose labels include the given ones. */
export type Scrape = (name: string, labels?: Readonly<Record<string, string>>) => number;

export async function scrape({ url }: Pick<Served, "url">): Promise<Scrape> {
  const lines = (await readMetrics(url)).split("\n");
  return (name, labels = {}) => {
    const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
    const values = lines
      .filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`))
      .filter((line) => wanted.every((pair) => line.includes(pair)))
      .map((line) => Number(line.slice(line.lastIndexOf(" "))));
    return values.reduce((sum, value) => sum + value, 0);
  };
}

/** The raw text of the metrics. */
export async function readMetrics(url: string): Promise<string> {
  const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${metricsToken}` } });
  if (response.status !== 200) throw new Error(`/metrics answered ${response.status}`);
  return response.text();
}

/** The pause between reads: writing the metrics uses the CPU that the tests wait for. */
const lookMs = 50;

/** Reads the metrics until they satisfy the claim: some are recorded only after an answer has been sent. */
export async function scrapeUntil(served: Pick<Served, "url">, claim: (read: Scrape) => boolean): Promise<Scrape> {
  for (;;) {
    const read = await scrape(served);
    if (claim(read)) return read;
    await pause(lookMs);
  }
}
