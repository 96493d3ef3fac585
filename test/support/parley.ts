import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { type Program, runProgram } from "./process";

/** A real server of the production build, in its own process and data folder. */
export interface Parley {
  readonly url: string;
  readonly setupSecret: string;
  readonly dataDir: string;
  readonly program: () => Program;
  /** Ends the server (SIGKILL makes it a crash) and starts it again on the same port and data. */
  readonly restart: (signal?: NodeJS.Signals) => Promise<void>;
  /** Ends the server and removes its data. */
  readonly close: () => Promise<void>;
}

export const setupSecret = "a-secret-for-tests-only";

/** Keeps a developer's `.env` out of the tests: an empty variable counts as unset. */
export const unset = Object.fromEntries(
  Object.keys(parseEnv(readFileSync(".env.example", "utf8"))).map((name) => [name, ""]),
);

/** Starts a server on a free port that answers with sign-in links. `env` adds or replaces settings. Needs `npm run build`. */
export async function startParley(env: Readonly<Record<string, string>> = {}): Promise<Parley> {
  const dataDir = await mkdtemp(join(tmpdir(), "parley-data-"));
  const run = (port: string) => startServer({ PARLEY_DATA_DIR: dataDir, PORT: port, PARLEY_LOCAL_TOKENS: "1", ...env });
  let program = run("0");
  const url = await readyUrl(program);
  return {
    url,
    setupSecret,
    dataDir,
    program: () => program,
    restart: async (signal = "SIGTERM") => {
      await program.end(signal);
      program = run(new URL(url).port);
      await readyUrl(program);
    },
    close: async () => {
      await program.end("SIGTERM");
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Runs the built server in any role. It may not be ready yet. */
export function startServer(env: Readonly<Record<string, string>>): Program {
  const settings = { ...unset, NODE_ENV: "production", PARLEY_SETUP_SECRET: setupSecret, LOG_LEVEL: "warn" };
  return runProgram(["dist/server.mjs"], { ...settings, ...env });
}

async function readyUrl(program: Program): Promise<string> {
  const [, url = ""] = await program.says(/Parley is ready at (\S+)/);
  return url;
}
