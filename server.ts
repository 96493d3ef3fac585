import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { answerStarting } from "./src/doors/http/bare-answers";
import { createPages, type Pages } from "./src/doors/http/pages";
import { openDoors } from "./src/doors/open-doors";
import { type Env, loadEnv, withPort } from "./src/env";
import { hearEndings } from "./src/process/endings.mjs";
import { describeRunning } from "./src/running";
import { createApp } from "./src/server/app";
import { startAppJobs } from "./src/server/app-jobs";
import { closeContext, createContext } from "./src/server/context/context";
import { openDatabase, serverSilenceMsMax } from "./src/server/db/client";
import { migrate } from "./src/server/db/migrations/migrate";
import { providePostgres } from "./src/server/db/provide";
import { makeDataFolder } from "./src/server/files/data-folder";
import { keepSecret, metricsTokenFile, withLeftSecrets } from "./src/server/files/secrets";
import { standardOutput } from "./src/server/logger/output";
import { greeting, startNotices } from "./src/server/operator/greeting";

/** Longer than it takes to tell streams to reconnect, and then to finish requests. */
const stopPatienceMs = 35_000;
const drainPatienceMs = 3_000;
const portPatienceMs = 2_000;
const outputPatienceMs = 500;

/** Everything opened so far, closed in reverse order when the server stops or fails to start. */
const opened: (() => Promise<unknown>)[] = [];
/** Aborted as soon as the server is told to stop, so that a start does not continue. */
const told = new AbortController();
let stopping: Promise<void> | undefined;

if (process.argv.includes("--version")) say(describeRunning());
else main().catch((error: unknown) => stop(1, error instanceof Error ? error.message : String(error)));

/**
 * Env → listen (answering 503) → database → migrations → app → doors of this role. Next prepares its pages while a PostgreSQL
 * starts.
 */
async function main(): Promise<void> {
  const given = loadEnv();
  // A second signal ends the process at once.
  hearEndings({ first: () => void stop(0), again: () => process.exit(1) });
  const server = createServer();
  const env = await withSecrets(withPort(given, await listen(server, given)));
  const preparePages = pagesOf(env);
  const database = await openMigratedDatabase(env, preparePages);
  const context = await createContext(env, database, { isVisitor: false });
  opened.push(() => closeContext(context));
  told.signal.throwIfAborted();
  const app = await createApp(context);
  opened.push(app.close);
  Reflect.set(globalThis, Symbol.for("parley.app"), app);
  const pages = await preparePages();
  if (pages) opened.push(pages.close);
  told.signal.throwIfAborted();
  const jobs = env.runsJobs ? startAppJobs(app) : null;
  // Jobs finish while streams are told to reconnect.
  opened.push(
    () => drain(server),
    () => Promise.all([app.hub.close(), jobs?.close()]),
  );
  server.off("request", answerStarting);
  openDoors(server, app, pages);
  say(await greeting(app, env));
  for (const notice of startNotices(env)) say(`  Note: ${notice}`);
}

/** Prepares the pages of a role that has any, once, however often it is called. */
function pagesOf(env: Env): () => Promise<Pages | null> {
  let preparing: Promise<Pages | null> | undefined;
  return () => {
    preparing ??= env.role === "all" || env.role === "web" ? createPages(env) : Promise.resolve(null);
    // Nobody may be waiting for it yet; a later caller still gets the error.
    preparing.catch(() => undefined);
    return preparing;
  };
}

/** Takes the port before anything else, and answers 503 until the doors are open. */
async function listen(server: Server, { port, host }: Env): Promise<number> {
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

/** A port that a stopping Parley still holds is free in a moment. */
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

/**
 * Only a process of role `all` creates the metrics token and takes over the secrets of an earlier version. Other roles store
 * nothing.
 */
async function withSecrets(env: Env): Promise<Env> {
  if (env.role !== "all") return env;
  const folder = await makeDataFolder(env.dataDir);
  const metricsToken = env.metricsToken ?? (await keepSecret(folder, metricsTokenFile));
  return withLeftSecrets({ ...env, metricsToken }, folder);
}

/** `meanwhile` starts while a PostgreSQL that had to be started comes up, so that neither waits for the other. */
async function openMigratedDatabase(env: Env, meanwhile: () => Promise<unknown>) {
  const { signal } = told;
  const providing = providePostgres(env, {
    role: "owner",
    signal,
    onStarting: () => void meanwhile(),
    onNotice: say,
    onLost: (error) => void stop(1, error.message),
  });
  // Registered before it is ready, so that an interrupted start leaves no PostgreSQL running.
  opened.push(() =>
    providing.then(
      (provided) => provided.close(),
      () => undefined,
    ),
  );
  const postgres = await providing;
  // A web process is one of many that come and go; the others migrate.
  const direct = env.databaseDirectUrl ?? postgres.url;
  const applied = env.role === "web" ? [] : await migrate(direct, { onNotice: say, signal });
  signal.throwIfAborted();
  if (applied.length > 0) say(`Applied ${applied.length} migration${applied.length === 1 ? "" : "s"} to the database.`);
  const database = openDatabase(postgres.url, { connectionsMin: 2, silenceMsMax: serverSilenceMsMax });
  opened.push(database.close);
  return database;
}

/** Closes everything that was opened, in reverse order, whatever fails on the way, and ends the process. Idempotent. */
function stop(code: number, fault?: string): Promise<void> {
  // A failure because the server stops is not a fault.
  if (stopping !== undefined) return stopping;
  if (fault !== undefined) process.stderr.write(`${fault}\n`);
  stopping = closeAll(code);
  told.abort(new Error("The start was broken off."));
  return stopping;
}

async function closeAll(code: number): Promise<void> {
  setTimeout(() => process.exit(1), stopPatienceMs).unref();
  for (let close = opened.pop(); close !== undefined; close = opened.pop()) {
    await close().catch((error: unknown) => process.stderr.write(`While stopping: ${error}\n`));
  }
  await standardOutput().flush(outputPatienceMs);
  process.exit(code);
}

/** Accepts no new connections, lets the requests in flight finish for a moment, then cuts the rest. */
async function drain(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  const closingIdle = setInterval(() => server.closeIdleConnections(), 50);
  await Promise.race([closed, pause(drainPatienceMs)]);
  clearInterval(closingIdle);
  server.closeAllConnections();
}

function say(line: string): void {
  standardOutput().write(`${line}\n`);
}
