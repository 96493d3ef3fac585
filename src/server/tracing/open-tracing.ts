import type { Env } from "../../env";
import type { Logger } from "../logger/logger";
import { exportTo } from "./otlp";
import { silentTracing, type Tracing } from "./tracing";

/**
 * Sends traces to the collector that the environment names, once its libraries are loaded. Without a collector nothing is loaded.
 */
export function openTracing(env: Env, logger: Logger): Tracing {
  if (env.otlpEndpoint === undefined) return silentTracing;
  let tracing = silentTracing;
  const ready = exportTo(env.otlpEndpoint, { logger, role: env.role }).then(
    (opened) => {
      tracing = opened;
    },
    (error: unknown) => logger.error({ err: error }, "tracing could not start"),
  );
  return {
    begin: (name, beginning) => tracing.begin(name, beginning),
    ready,
    close: async () => {
      await ready;
      await tracing.close();
    },
  };
}
