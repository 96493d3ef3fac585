import { once } from "node:events";
import { createServer } from "node:http";
import { inject } from "vitest";
import { createApiHandler } from "../../src/doors/api";
import { loadEnv } from "../../src/env";
import { createApp } from "../../src/server/app";
import type { Database } from "../../src/server/db/client";
import { testContext } from "./app";
import { checkAnswer } from "./contract-check";
import { createTestDatabase } from "./database";
import { startNext } from "./next-start";
import { setupSecret } from "./parley";

declare module "vitest" {
  interface ProvidedContext {
    /** The server of the API that the contract's tests call. */
    contractHost: "here" | "next";
  }
}

export const contractSecret = setupSecret;

export type Sent = {
  readonly token?: string | null;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  /** The raw body, sent instead of `body` as JSON. */
  readonly raw?: string | Uint8Array<ArrayBuffer>;
};

/** The body has already been checked against the contract, so tests may read it freely. */
export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly body: ReturnType<typeof JSON.parse>;
};

export type Contract = {
  readonly database: Database;
  readonly url: string;
  /** Calls the API. Every answer is checked against `openapi.yaml`. */
  call(method: string, path: string, sent?: Sent): Promise<Answer>;
  /** Requests a sign-in link and returns its token: from the answer, or from the console if answers contain none. */
  askForLink(asked: {
    readonly email: string;
    readonly display_name?: string;
    readonly invite_code?: string;
  }): Promise<string>;
  close(): Promise<void>;
};

/**
 * The whole API over its own database, on a free port, not yet set up. It runs in this process or, for the project `serverless`,
 * in a process of Next only.
 */
export async function startContract(settings: Record<string, string> = {}): Promise<Contract> {
  const database = await createTestDatabase();
  const host = inject("contractHost") === "next" ? startUnderNext : startHere;
  const { url, close, printedLink } = await host(database, { PARLEY_RATE_LIMITS: "off", ...settings });
  return {
    database,
    url,
    call: (method, path, sent) => call(url, { method, path, ...sent }),
    askForLink: async (asked) => {
      const { body } = await call(url, { method: "POST", path: "/api/auth/magic/request", body: asked });
      return body.token ?? printedLink(asked.email);
    },
    close: async () => {
      await close();
      await database.close();
    },
  };
}

type Host = {
  readonly url: string;
  readonly close: () => Promise<unknown>;
  /** The token of the next link for an address that appears on the console. */
  readonly printedLink: (email: string) => Promise<string>;
};

async function startHere(database: Database, settings: Record<string, string>): Promise<Host> {
  // As long as the product's: the default five seconds expire in the middle of a busy test, which then sends into a closed
  // connection.
  const server = createServer({ keepAliveTimeout: 65_000 }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const env = loadEnv({
    PORT: String(port),
    PARLEY_SETUP_SECRET: contractSecret,
    NEXTAUTH_SECRET: "n".repeat(32),
    PARLEY_LOCAL_TOKENS: "1",
    ...settings,
  });
  const app = await createApp(testContext(database, { env }));
  server.on("request", createApiHandler(app));
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await app.close();
  };
  const printedLink = (email: string) => Promise.reject(new Error(`no link was answered to ${email}`));
  return { url: `http://127.0.0.1:${port}`, close, printedLink };
}

async function startUnderNext(database: Database, settings: Record<string, string>): Promise<Host> {
  const { url, program } = await startNext({ DATABASE_URL: database.url, ...settings });
  const printed = new Map<string, number>();
  const printedLink = async (email: string) => {
    const nth = (printed.get(email) ?? 0) + 1;
    printed.set(email, nth);
    const [, token = ""] = await program.says(
      new RegExp(`(?:Sign-in link for ${email} [^]*?#t=(\\S+)\\n[^]*?){${nth}}`),
    );
    return token;
  };
  return { url, close: () => program.end("SIGKILL"), printedLink };
}

/** The form of any value in an address. Lists are joined with commas. */
export function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join();
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}

async function call(
  url: string,
  { method, path, token, body, headers = {}, query = {}, raw }: Sent & { method: string; path: string },
): Promise<Answer> {
  const parameters = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, textOf(value)]));
  const answer = await fetch(`${url}${path}${parameters.size === 0 ? "" : `?${parameters}`}`, {
    method,
    headers: {
      ...(token ? { Authorization: `Bearer ${token}` } : {}),
      ...(body === undefined && raw === undefined ? {} : { "Content-Type": "application/json" }),
      ...headers,
    },
    ...(raw === undefined ? (body === undefined ? {} : { body: JSON.stringify(body) }) : { body: raw }),
  });
  const contentType = answer.headers.get("content-type");
  if (contentType?.startsWith("text/event-stream")) await answer.body?.cancel();
  const text = contentType?.startsWith("text/event-stream") ? "" : await answer.text();
  const parsed = contentType?.startsWith("application/json") ? JSON.parse(text) : text;
  checkAnswer({ method, path, status: answer.status, contentType, body: parsed });
  return { status: answer.status, headers: answer.headers, body: parsed };
}
