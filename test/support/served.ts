import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Command } from "../../src/domain";
import { bundles, type Scope } from "../../src/domain/core/scopes";
import { openDoors } from "../../src/doors/open-doors";
import { loadEnv, withPort } from "../../src/env";
import { type App, createApp } from "../../src/server/app";
import { openBell } from "../../src/server/bell/bell";
import { openRedis } from "../../src/server/bell/redis";
import { closeContext, hashSecret, newId, newSecret } from "../../src/server/context/context";
import type { Database } from "../../src/server/db/client";
import type { HubTiming } from "../../src/server/hub/feed/timing";
import { createHub } from "../../src/server/hub/hub";
import { createLogger } from "../../src/server/logger/logger";
import { createMetrics } from "../../src/server/metrics/metrics";
import { openTracing } from "../../src/server/tracing/open-tracing";
import { createWorld, joinAs, silentBell, testContext, type World } from "./app";
import { createInbox, type Inbox } from "./streams";

/** The token for the metrics of these servers. */
export const metricsToken = "a-token-for-tests-only";

export type Person = { readonly userId: string; readonly token: string; readonly sessionId: string };
export type Bot = { readonly userId: string; readonly token: string; readonly tokenId: string };

export type LogLine = Readonly<Record<string, unknown>> & { readonly level: string; readonly msg: string };

/** The API with its sockets on a real port, over a test's own database with one workspace. */
export type Served = {
  readonly app: App;
  readonly database: Database;
  /** The lines of the log; none unless the settings contain `LOG_LEVEL`. */
  readonly logged: Inbox<LogLine>;
  readonly world: World;
  readonly owner: Person;
  readonly url: string;
  person(handle: string, role?: "member" | "guest" | "moderator"): Promise<Person>;
  /** Opens another session for an existing person. */
  signIn(userId: string): Promise<Person>;
  bot(handle: string, scopes?: readonly Scope[]): Promise<Bot>;
  /** Acts through the one write path. */
  as(who: { readonly userId: string }, command: Command): ReturnType<World["as"]>;
  close(): Promise<void>;
};

/** `timing` speeds up the hub for tests that would otherwise take half a minute. */
export async function serve(
  database: Database,
  settings: Record<string, string> = {},
  timing?: Partial<HubTiming>,
): Promise<Served> {
  const { app, url, logged, close } = await openServer(database, settings, timing);
  const world = await createWorld(database, app.execute);
  await database.prisma.installation.upsert({ where: { id: 1 }, create: { owner_id: world.ownerId }, update: {} });

  return {
    app,
    database,
    logged,
    world,
    owner: await openSession(database, world.ownerId),
    url,
    person: async (handle, role = "member") => openSession(database, await joinAs(world, database, { handle, role })),
    signIn: (userId) => openSession(database, userId),
    bot: (handle, scopes = bundles["bot:write"]) => makeBot({ app, database, world }, handle, scopes),
    as: (who, command) => world.as(who.userId, command),
    close: async () => {
      await close();
      await database.close();
    },
  };
}

/** Another server over the database of an existing one. The two know of each other only through the bell of their settings. */
export async function serveBeside(
  { database, world }: Served,
  settings: Record<string, string>,
  timing?: Partial<HubTiming>,
): Promise<Beside> {
  const opened = await openServer(database, settings, timing);
  const as: Beside["as"] = ({ userId }, command) =>
    opened.app.execute(world.workspaceId, command, { actor: { user_id: userId } });
  return { ...opened, as };
}

export type Beside = Pick<Served, "app" | "url" | "as" | "close">;

/** The API with its sockets over a database, used as it is. */
export async function openServer(
  database: Database,
  settings: Record<string, string> = {},
  timing?: Partial<HubTiming>,
): Promise<Pick<Served, "app" | "url" | "logged" | "close">> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const env = withPort(
    loadEnv({
      PORT: "0",
      LOG_LEVEL: "silent",
      PARLEY_RATE_LIMITS: "off",
      NEXTAUTH_SECRET: "n".repeat(32),
      PARLEY_METRICS_TOKEN: metricsToken,
      ...settings,
    }),
    port,
  );
  const logged = createInbox<LogLine>();
  const logger = createLogger(env, { destination: { write: (line) => logged.put(JSON.parse(line)) } });
  const metrics = createMetrics();
  const redis = await openRedis({ env, logger });
  const isAlone = redis === null && env.databaseUrl === undefined;
  const told = { databaseUrl: database.url, isVisitor: false };
  const bell = isAlone ? silentBell : openBell({ env, ...told, redis, logger, metrics: metrics.messenger });
  const context = testContext(database, { env, redis, logger, metrics, bell, tracing: openTracing(env, logger) });
  const made = await createApp(context);
  const { log, states, queries } = made;
  const hub = timing ? createHub({ context, log, states, readStates: queries.readStates, timing }) : made.hub;
  const app = { ...made, hub };
  openDoors(server, app, null);
  return {
    app,
    logged,
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      await hub.close();
      await made.close();
      await closeContext(context);
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Creates a session for a person without signing in. */
export async function openSession(database: Database, userId: string): Promise<Person> {
  const token = newSecret("sst");
  const sessionId = newId("session");
  const expires_at = new Date(Date.now() + 24 * 3_600_000);
  await database.prisma.session.create({
    data: { id: sessionId, token_hash: hashSecret(token), user_id: userId, expires_at },
  });
  return { userId, token, sessionId };
}

type Place = { readonly app: App; readonly database: Database; readonly world: World };

async function makeBot({ app, database, world }: Place, handle: string, scopes: readonly Scope[]): Promise<Bot> {
  const place = { workspace_id: world.workspaceId, actor: { user_id: world.ownerId } };
  const userId = newId("user");
  await database.prisma.user.create({
    data: { id: userId, display_name: handle, handle, kind: "bot", owner_id: world.ownerId },
  });
  const person = { display_name: handle, handle, avatar_url: null };
  await world.as(world.ownerId, { type: "bot.create", input: { bot_id: userId, person, service: false } });
  const made = await app.auth.bots.createToken(place, userId, { scopes: [...scopes] });
  return { userId, token: made.token, tokenId: made.id };
}
