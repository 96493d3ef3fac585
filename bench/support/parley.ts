import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unset } from "../../test/support/parley";
import type { Started } from "./processes";
import type { Stage } from "./stage";

export type BenchParley = Started & { readonly url: string };

/** Starts the built server over a database of the stage, with rate limits off. */
export async function startParley(
  stage: Stage,
  databaseUrl: string,
  env: Readonly<Record<string, string>> = {},
): Promise<BenchParley> {
  const dataDir = await mkdtemp(join(tmpdir(), "parley-bench-"));
  stage.onClose(() => rm(dataDir, { recursive: true, force: true }));
  const server = stage.node(["dist/server.mjs"], {
    core: "server",
    env: {
      ...unset,
      PORT: "0",
      PARLEY_DATA_DIR: dataDir,
      PARLEY_RATE_LIMITS: "off",
      DATABASE_URL: databaseUrl,
      LOG_LEVEL: "warn",
      ...env,
    },
  });
  const [, url = ""] = await server.says(/Parley is ready at (\S+)/u);
  return { ...server, url };
}
