import { loadEnv } from "../../src/env";
import { type Auth, createAuth } from "../../src/server/auth/auth";
import type { AuthRequest } from "../../src/server/auth/requests";
import { type Consumers, startConsumers } from "../../src/server/consumers/consumers";
import type { ServerContext } from "../../src/server/context/context";
import type { Database } from "../../src/server/db/client";
import { createExecute, type Execute } from "../../src/server/log/execute";
import { createHotStates } from "../../src/server/log/hot-states";
import { createLog, type Log } from "../../src/server/log/log";
import { createRateLimits } from "../../src/server/requests/rate-limits";
import { testContext } from "./app";

export type SignInWorld = {
  readonly auth: Auth;
  readonly context: ServerContext;
  readonly execute: Execute;
  readonly log: Log;
  readonly consumers: Consumers;
  /** The lines printed on the console. */
  readonly printed: string[];
  /** Advances the clock that sign-in reads. */
  readonly pass: (seconds: number) => void;
  readonly close: () => Promise<void>;
};

export const setupSecret = "a-secret-for-tests-only";

/** The input that sets up an installation in a test. */
export const firstSetUp = {
  secret: setupSecret,
  email: "owner@example.org",
  display_name: "Owner",
  workspace_name: "Analytical Engine",
};

/** Sign-in over a test's own database, with the real write path and a clock the test can move. */
export function openSignIn(
  database: Database,
  settings: Record<string, string> = {},
  overrides: Partial<ServerContext> = {},
): SignInWorld {
  let passedMs = 0;
  const context = testContext(database, {
    env: loadEnv({
      PARLEY_SETUP_SECRET: setupSecret,
      NEXTAUTH_SECRET: "n".repeat(32),
      PARLEY_RATE_LIMITS: "off",
      ...settings,
    }),
    clock: () => new Date(Date.now() + passedMs),
    ...overrides,
  });
  const log = createLog(database.pool);
  const states = createHotStates(database.pool);
  const writer = createExecute(context, { log, states });
  const printed: string[] = [];
  const auth = createAuth(context, {
    ...{ execute: writer.execute, states, log, rateLimits: createRateLimits(context) },
    print: (text) => printed.push(text),
  });
  const consumers = startConsumers(context, { log, consumers: auth.consumers });
  return {
    auth,
    context,
    execute: writer.execute,
    log,
    consumers,
    printed,
    pass: (seconds) => {
      passedMs += seconds * 1000;
    },
    close: async () => {
      await consumers.close();
      await auth.close();
      await writer.close();
    },
  };
}

/** A request from this machine, unless the headers or the address say otherwise. */
export function from(headers: Record<string, string> = {}, remoteAddress = "127.0.0.1"): AuthRequest {
  return { headers: new Headers({ host: "127.0.0.1:3000", ...headers }), remoteAddress, httpVersion: "1.1" };
}

export function bearer(token: string): AuthRequest {
  return from({ authorization: `Bearer ${token}` });
}

export function cookie(token: string): AuthRequest {
  return from({ cookie: `theme=dark; cc_session=${token}` });
}

/** Signs a person in by a link. */
export async function signIn(auth: Auth, email: string, displayName = "") {
  const { token } = await auth.links.issue(email, displayName);
  return auth.links.consume(token, { userAgent: "test" });
}
