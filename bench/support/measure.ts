import type { LoopDelay, Started } from "./processes";
import type { Stage } from "./stage";

/** The most of a core that a driver may use. Above that, the driver is what gets measured. */
const driverCoreMax = 0.9;

export type Measured<T> = {
  readonly result: T;
  readonly seconds: number;
  /** CPU seconds that the server used. */
  readonly serverSeconds: number;
  /** CPU seconds that the database used. */
  readonly databaseSeconds: number;
  readonly loopDelay: LoopDelay;
};

type Measuring = {
  readonly server: Started;
  /** The source of the load; by default, this process. */
  readonly driver?: Started;
  /** Whether to collect garbage first, so that garbage of earlier loads is not counted. True by default. */
  readonly collects?: boolean;
};

/**
 * Runs a load and returns what the server and its database spent on it. Warm up first. Throws if the driver was so busy that the
 * figure would be the driver's own.
 */
export async function measure<T>(
  stage: Stage,
  { server, driver, collects = true }: Measuring,
  run: () => Promise<T>,
): Promise<Measured<T>> {
  const driverSeconds = () => driver?.cpuSeconds() ?? ownCpuSeconds();
  if (collects) await server.collect();
  await server.begin();
  const before = { driver: driverSeconds(), server: server.cpuSeconds(), database: stage.postgres.cpuSeconds() };
  const begun = performance.now();
  const result = await run();
  const seconds = (performance.now() - begun) / 1000;
  const driverCore = (driverSeconds() - before.driver) / seconds;
  const serverSeconds = server.cpuSeconds() - before.server;
  const databaseSeconds = stage.postgres.cpuSeconds() - before.database;
  if (driverCore > driverCoreMax && !stage.quick)
    throw new Error(`the driver used ${driverCore.toFixed(2)} of a core, so that it was measured and not the server`);
  return { result, seconds, serverSeconds, databaseSeconds, loopDelay: await server.loopDelay() };
}

function ownCpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
