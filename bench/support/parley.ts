import { unset } from "../../test/support/parley";
import type { Started } from "./processes";
import type { Stage } from "./stage";

export type BenchParley = Started & { readonly url: string };

/** Starts the built server over the stage's PostgreSQL, as `npm start` runs it, with rate limits off. */
export async function startParley(stage: Stage, env: Readonly<Record<string, string>> = {}): Promise<BenchParley> {
  const server = stage.node(["dist/server.mjs"], {
    core: "server",
    env: {
      ...unset,
      PORT: "0",
      PARLEY_DATA_DIR: stage.postgres.dataDir,
      PARLEY_RATE_LIMITS: "off",
      LOG_LEVEL: "warn",
      ...env,
    },
  });
  const [, url = ""] = await server.says(/Parley is ready at (\S+)/u);
  return { ...server, url };
}
