import type { Command } from "../../src/domain";
import { startTemporaryPostgres, type TemporaryPostgres } from "../../src/server/db/built-in/temporary-postgres";
import { type Database, openDatabase } from "../../src/server/db/client";
import { migrate } from "../../src/server/db/migrations/migrate";
import { createExecute } from "../../src/server/log/execute";
import { createHotStates } from "../../src/server/log/hot-states";
import { createLog } from "../../src/server/log/log";
import { createUser, createWorld, joinAs, testContext } from "./app";
import type { Cast } from "./canaries";
import { startServer } from "./parley";
import { freePort } from "./ports";
import type { Program } from "./process";
import { metricsToken, openSession } from "./served";

/** Realtime nodes of the production build over one PostgreSQL, with a workspace in it. */
export type Nodes = {
  readonly urls: readonly string[];
  /** Any of them, including dead ones. */
  any(): string;
  program(index: number): Program;
  /** Ends one, runs `during`, and starts it again at the same address. */
  restart(index: number, signal: NodeJS.Signals, during?: () => Promise<unknown>): Promise<void>;
  readonly postgres: TemporaryPostgres;
  readonly database: Database;
  readonly workspaceId: string;
  readonly generalId: string;
  /** A private channel with only the owner in it. */
  readonly secretId: string;
  readonly cast: Cast;
  close(): Promise<void>;
};

/** Starts that many. Calls `settings` once per node, in order, with its index and the address of the database. */
export async function startNodes(
  count: number,
  settings: (index: number, databaseUrl: string) => Promise<Readonly<Record<string, string>>> = async () => ({}),
): Promise<Nodes> {
  const postgres = await startTemporaryPostgres();
  const databaseUrl = postgres.urlOf("postgres");
  await migrate(databaseUrl);
  const database = openDatabase(databaseUrl, { connectionsMax: 4, onIdleError: () => undefined });
  const settled = await settle(database);
  const ports = await Promise.all(Array.from({ length: count }, freePort));
  const urls = ports.map((port) => `http://127.0.0.1:${port}`);
  const given: Readonly<Record<string, string>>[] = [];
  for (const index of urls.keys()) given.push(await settings(index, databaseUrl));
  const start = async (index: number): Promise<Program> => {
    const program = startServer({
      DATABASE_URL: databaseUrl,
      PARLEY_ROLE: "realtime",
      PARLEY_URL: urls[0] ?? "",
      PARLEY_WORKSPACES: "anyone",
      PARLEY_METRICS_TOKEN: metricsToken,
      PARLEY_RATE_LIMITS: "off",
      NEXTAUTH_SECRET: "n".repeat(32),
      PORT: String(ports[index]),
      ...given[index],
    });
    await program.says(/realtime node is ready/);
    return program;
  };
  const programs = await Promise.all(urls.map((_, index) => start(index)));
  const programOf = (index: number): Program => {
    const program = programs[index];
    if (!program) throw new Error(`there is no node ${index}`);
    return program;
  };
  let asked = 0;
  return {
    urls,
    any: () => {
      asked += 1;
      return urls[asked % count] ?? "";
    },
    program: programOf,
    restart: async (index, signal, during) => {
      await programOf(index).end(signal);
      await during?.();
      programs[index] = await start(index);
    },
    postgres,
    database,
    ...settled,
    close: async () => {
      await Promise.all(programs.map((program) => program.end("SIGKILL")));
      await database.close();
      await postgres.close();
    },
  };
}

async function settle(database: Database): Promise<Pick<Nodes, "workspaceId" | "generalId" | "secretId" | "cast">> {
  const writer = createExecute(testContext(database), {
    log: createLog(database.pool),
    states: createHotStates(database.pool),
  });
  const world = await createWorld(database, writer.execute);
  await database.prisma.installation.create({ data: { owner_id: world.ownerId } });
  const secret: Command = {
    type: "channel.create",
    input: { name: "secret", kind: "private", topic: "", purpose: "" },
  };
  const made = await world.as(world.ownerId, secret);
  const join = async (handle: string, role: "member" | "guest" = "member") =>
    openSession(database, await joinAs(world, database, { handle, role }));
  const cast = {
    owner: await openSession(database, world.ownerId),
    confidant: await join("confidant"),
    colleague: await join("colleague"),
    guest: await join("guest", "guest"),
    unmet: await join("unmet"),
    stranger: await openSession(database, await createUser(database, "stranger")),
  };
  await writer.close();
  const { workspaceId, generalId } = world;
  return { workspaceId, generalId, secretId: made.events[0]?.channel_id ?? "", cast };
}
