import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { followPage } from "./src/doors/exchange";
import { createApiHandler } from "./src/doors/http";
import { createPages, type Pages } from "./src/doors/pages";
import { createUpgradeHandler } from "./src/doors/upgrade";
import { type Env, loadEnv, withPort } from "./src/env";
import { type App, createApp } from "./src/server/app";
import { isNextAuthPath } from "./src/server/auth/next-auth-paths";
import { closeContext, createContext } from "./src/server/context";
import { makeDataFolder } from "./src/server/data-folder";
import { openDatabase, serverSilenceMsMax } from "./src/server/db/client";
import { migrate } from "./src/server/db/migrate";
import { providePostgres } from "./src/server/db/provide";
import { keepSecret, secretFiles } from "./src/server/secrets";

/** Longer than the streams take to be told to come back, and requests to finish after that. */
const stopPatienceMs = 35_000;
const drainPatienceMs = 3_000;
const portPatienceMs = 2_000;

/** What has been opened so far, closed in reverse when the server stops or does not come up. */
const opened: (() => Promise<unknown>)[] = [];
let stopping: Promise<void> | undefined;

main().catch((error: unknown) => stop(1, error instanceof Error ? error.message : String(error)));

/** Env → listen (answering 503) → database → migrations → app → doors of this role; Next prepares its pages while a PostgreSQL starts. */
async function main(): Promise<void> {
  const given = loadEnv();
  // A second signal ends at once what the first one began to end.
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.on(signal, () => (stopping === undefined ? void stop(0) : process.exit(1)));
  const server = createServer();
  const env = await withSecrets(withPort(given, await listen(server, given)));
  const preparePages = pagesOf(env);
  const database = await openMigratedDatabase(env, preparePages);
  const context = await createContext(env, database);
  const app = await createApp(context);
  Reflect.set(globalThis, Symbol.for("parley.app"), app);
  opened.push(() => closeContext(context), app.close);
  const pages = await preparePages();
  if (pages) opened.push(pages.close);
  opened.push(() => drain(server), app.hub.close);
  openDoors(server, app, pages);
  say(await greeting(app, env));
}

/** Prepares the pages of a role that has any, once, however often it is asked to. */
function pagesOf(env: Env): () => Promise<Pages | null> {
  let preparing: Promise<Pages | null> | undefined;
  return () => {
    preparing ??= env.role === "all" || env.role === "web" ? createPages(env) : Promise.resolve(null);
    // Nobody may be waiting for it yet; whoever does is told.
    preparing.catch(() => undefined);
    return preparing;
  };
}

async function greeting({ auth }: App, { role, url, realtimeUrl, host, port, setupSecret }: Env): Promise<string> {
  if (role === "worker") return `Parley's worker is ready at http://${host}:${port}`;
  if (role === "realtime") return `Parley's realtime node is ready at ${realtimeUrl}`;
  const link = (await auth.isSetUp()) ? "sign-in" : `setup#secret=${setupSecret}`;
  return `Parley is ready at ${url}\n  ${link === "sign-in" ? "Sign in" : "Set it up"}: ${url}/${link}`;
}

/** Takes the port before anything else is touched, and answers 503 until the doors are open. */
async function listen(server: Server, { port, host }: Env): Promise<number> {
  server.keepAliveTimeout = 65_000;
  server.on("request", answerStarting);
  const begun = Date.now();
  for (;;) {
    try {
      server.listen(port, host);
      await once(server, "listening");
      break;
    } catch (error) {
      const fault = listenFault(error, { port, host });
      if (!fault.isPassing || Date.now() - begun > portPatienceMs) throw new Error(fault.text, { cause: error });
      await pause(100);
    }
  }
  const address = server.address();
  return address !== null && typeof address === "object" ? address.port : port;
}

function answerStarting(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(503, { "Content-Type": "text/plain", "Retry-After": "2" }).end("Parley is starting.\n");
}

/** A port that a Parley which is just stopping still holds is free in a moment. */
function listenFault(error: unknown, { port, host }: Pick<Env, "port" | "host">): { text: string; isPassing: boolean } {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE") {
    return {
      text: `Port ${port} on ${host} is taken: stop what uses it, or set PORT to another one.`,
      isPassing: true,
    };
  }
  const text = code === "EACCES" ? `Port ${port} may not be used by this user: set PORT to one above 1023.` : undefined;
  return { text: text ?? `Parley cannot listen on ${host}:${port} (${code}).`, isPassing: false };
}

/** One process alone makes its secrets and keeps them; several are told them, and keep nothing. */
async function withSecrets(env: Env): Promise<Env> {
  if (env.role !== "all") return env;
  const folder = await makeDataFolder(env.dataDir);
  const setupSecret = env.setupSecret ?? (await keepSecret(folder, secretFiles.setup));
  const nextauthSecret = env.nextauthSecret ?? (await keepSecret(folder, secretFiles.nextauth));
  return { ...env, setupSecret, nextauthSecret };
}

/** `meanwhile` is begun while a PostgreSQL that had to be started comes up, so that neither waits for the other. */
async function openMigratedDatabase(env: Env, meanwhile: () => Promise<unknown>) {
  const postgres = await providePostgres(env, {
    role: "owner",
    onStarting: () => void meanwhile(),
    onNotice: say,
    onLost: (error) => void stop(1, error.message),
  });
  opened.push(postgres.close);
  // A web process is one of many that come and go; whoever stays migrates.
  const applied = env.role === "web" ? [] : await migrate(env.databaseDirectUrl ?? postgres.url, { onNotice: say });
  if (applied.length > 0) say(`Applied ${applied.length} migration${applied.length === 1 ? "" : "s"} to the database.`);
  const database = openDatabase(postgres.url, { connectionsMin: 2, silenceMsMax: serverSilenceMsMax });
  opened.push(database.close);
  return database;
}

function openDoors(server: Server, app: App, pages: Pages | null): void {
  const { servesStreams, role } = app.context.env;
  const api = createApiHandler(app);
  const upgrade = servesStreams ? createUpgradeHandler(app) : () => false;
  const isOurs = role === "worker" ? isCheck : isApiPath;
  server.off("request", answerStarting);
  server.on("request", (request, response) => {
    if (isOurs(request.url ?? "/")) return api(request, response);
    if (pages === null) return answerNothing(request, response);
    followPage(app, request, response);
    pages.handle(request, response).catch((error: unknown) => {
      app.context.logger.error({ err: error }, "a page could not be served");
      response.destroy();
    });
  });
  server.on("upgrade", (request, socket, head) => {
    if (!upgrade(request, socket, head) && !pages?.upgrade(request, socket, head)) socket.destroy();
  });
}

function isApiPath(url: string): boolean {
  return isCheck(url) || (/^\/api(?:[/?]|$)/.test(url) && !isNextAuthPath(url));
}

/** What every process answers, whatever its role. */
function isCheck(url: string): boolean {
  return /^\/(?:healthz|readyz|metrics)(?:\?|$)/.test(url);
}

function answerNothing(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(404, { "Content-Type": "text/plain" }).end("There is nothing at this address.\n");
}

/** Closes in reverse what was opened, whatever happens on the way, and ends the process. Safe to repeat. */
function stop(code: number, fault?: string): Promise<void> {
  if (fault !== undefined) process.stderr.write(`${fault}\n`);
  stopping ??= closeAll(code);
  return stopping;
}

async function closeAll(code: number): Promise<void> {
  setTimeout(() => process.exit(1), stopPatienceMs).unref();
  for (const close of opened.reverse()) {
    await close().catch((error: unknown) => process.stderr.write(`While stopping: ${error}\n`));
  }
  process.exit(code);
}

/** Takes no new connection and lets the requests in flight finish for a moment, then cuts what is left. */
async function drain(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  const closingIdle = setInterval(() => server.closeIdleConnections(), 50);
  await Promise.race([closed, pause(drainPatienceMs)]);
  clearInterval(closingIdle);
  server.closeAllConnections();
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
