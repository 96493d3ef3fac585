import { setupSecret, unset } from "./parley";
import { freePort } from "./ports";
import { type Program, runProgram } from "./process";

/** A process of the role `web`: the production build served by Next only. */
export type NextStart = { readonly url: string; readonly program: Program };

/** Starts one on `PORT`, or on a free port, over a migrated database. Needs `npm run build`. */
export async function startNext(env: Readonly<Record<string, string>>): Promise<NextStart> {
  const port = env.PORT ?? String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const program = runProgram(["node_modules/next/dist/bin/next", "start", "-H", "127.0.0.1", "-p", port], {
    ...unset,
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    PARLEY_ROLE: "web",
    PARLEY_URL: url,
    PARLEY_REALTIME_URL: url,
    PARLEY_REGISTRATION: "open",
    PARLEY_WORKSPACES: "anyone",
    PARLEY_SETUP_SECRET: setupSecret,
    NEXTAUTH_SECRET: "n".repeat(32),
    LOG_LEVEL: "warn",
    ...env,
  });
  await program.says(/Ready in/);
  return { url, program };
}
