import { once } from "node:events";
import { createServer } from "node:http";
import { createApiHandler } from "../../src/doors/http";
import { loadEnv } from "../../src/env";
import { type App, createApp } from "../../src/server/app";
import { testContext } from "./app";
import { checkAnswer } from "./contract-check";
import { createTestDatabase } from "./database";

export const contractSecret = "a-secret-for-tests-only";

export type Sent = {
  readonly token?: string | null;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  /** The body as it goes out, instead of `body` as JSON. */
  readonly raw?: string | Uint8Array<ArrayBuffer>;
};

/** The body has been checked against the contract by then, so that tests may read it freely. */
export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly body: ReturnType<typeof JSON.parse>;
};

export type Contract = {
  readonly app: App;
  readonly url: string;
  /** Calls the API. Every answer is checked against `openapi.yaml`. */
  call(method: string, path: string, sent?: Sent): Promise<Answer>;
  close(): Promise<void>;
};

/** The whole API over a database of its own, on a free port, not yet set up. */
export async function startContract(settings: Record<string, string> = {}): Promise<Contract> {
  const database = await createTestDatabase();
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const env = loadEnv({
    PORT: String(port),
    PARLEY_SETUP_SECRET: contractSecret,
    NEXTAUTH_SECRET: "n".repeat(32),
    PARLEY_RATE_LIMITS: "off",
    ...settings,
  });
  const app = await createApp(testContext(database, { env }));
  server.on("request", createApiHandler(app));
  const url = `http://127.0.0.1:${port}`;
  return {
    app,
    url,
    call: (method, path, sent) => call(url, { method, path, ...sent }),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await app.close();
      await database.close();
    },
  };
}

async function call(
  url: string,
  { method, path, token, body, headers = {}, query = {}, raw }: Sent & { method: string; path: string },
): Promise<Answer> {
  const parameters = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
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
