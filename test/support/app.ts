import { pino } from "pino";
import type { Command } from "../../src/domain";
import { loadEnv } from "../../src/env";
import type { Bell } from "../../src/server/bell/bell";
import { newId, type ServerContext } from "../../src/server/context/context";
import type { Database } from "../../src/server/db/client";
import type { Execute, Executed } from "../../src/server/log/execute";
import { createMetrics } from "../../src/server/metrics/metrics";
import { silentTracing } from "../../src/server/tracing/tracing";

/** Notifies nobody. */
export const silentBell: Bell = {
  tell: () => Promise.resolve(),
  onWord: () => () => undefined,
  close: () => Promise.resolve(),
};

export { draft, message } from "./drafts";

/** A context over a test's own database; only the log output is silenced. */
export function testContext(database: Database, overrides: Partial<ServerContext> = {}): ServerContext {
  return {
    env: loadEnv({ PORT: "0" }),
    database,
    redis: null,
    logger: pino({ level: "silent" }),
    metrics: createMetrics(),
    tracing: silentTracing,
    bell: silentBell,
    mayFreeze: false,
    clock: () => new Date(),
    newId,
    ...overrides,
  };
}

export type World = {
  readonly workspaceId: string;
  readonly ownerId: string;
  readonly generalId: string;
  readonly as: (userId: string, command: Command, request?: unknown) => Promise<Executed>;
};

/** The number of worlds in each database, by its address. The files of a run share this module, and each counts from one. */
const worldsIn = new Map<string | undefined, number>();

/** Creates a workspace with an owner (`ana`) and its first channel, through the one write path. */
export async function createWorld(database: Database, execute: Execute): Promise<World> {
  const address = database.pool.options.connectionString;
  const worlds = (worldsIn.get(address) ?? 0) + 1;
  worldsIn.set(address, worlds);
  const workspaceId = newId("workspace");
  const ownerId = await createUser(database, `ana${worlds}`);
  const owner = { display_name: "Ana", handle: `ana${worlds}`, avatar_url: null };
  const made = await execute(
    workspaceId,
    { type: "workspace.create", input: { name: "Acme", slug: `acme-${worlds}`, owner, source: null } },
    { actor: { user_id: ownerId } },
  );
  const created = made.events.find((event) => event.type === "channel.created");
  if (created?.type !== "channel.created") throw new Error("the workspace has no first channel");
  const as: World["as"] = (userId, command, request) =>
    execute(workspaceId, command, { actor: { user_id: userId }, request });
  return { workspaceId, ownerId, generalId: created.payload.channel_id, as };
}

/** Creates an account without any membership. */
export async function createUser(database: Database, handle: string): Promise<string> {
  const user = await database.prisma.user.create({
    data: { id: newId("user"), email: `${handle}@example.org`, display_name: handle, handle },
  });
  return user.id;
}

/** Creates a person who joins by an invite. */
export async function joinAs(
  world: World,
  database: Database,
  { handle, role = "member" }: { handle: string; role?: "member" | "guest" | "moderator" },
): Promise<string> {
  const userId = await createUser(database, handle);
  const made = await world.as(world.ownerId, {
    type: "invite.create",
    input: { role, channel_ids: role === "guest" ? [world.generalId] : [], max_uses: null },
  });
  const event = made.events[0];
  if (event?.type !== "invite.created") throw new Error("no invite was made");
  await world.as(userId, {
    type: "invite.accept",
    input: { invite_id: event.payload.invite_id, person: { display_name: handle, handle, avatar_url: null } },
  });
  return userId;
}
