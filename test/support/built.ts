import { setupSecret, unset } from "./parley";
import { type Program, runCommand } from "./process";

/** Starts the built server of another folder, in that folder. */
export function startBuilt(folder: string, env: Readonly<Record<string, string>>): Program {
  return runCommand("sh", ["-c", 'cd "$0" && exec "$@"', folder, process.execPath, "dist/server.mjs"], {
    ...unset,
    NODE_ENV: "production",
    PARLEY_SETUP_SECRET: setupSecret,
    LOG_LEVEL: "warn",
    ...env,
  });
}
