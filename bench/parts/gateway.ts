import { once } from "node:events";
import { createServer } from "node:http";
import type { Event } from "../../src/domain";
import { toWire } from "../../src/domain/core/events";
import { openDoors } from "../../src/doors/open-doors";
import { loadEnv, withPort } from "../../src/env";
import { type App, createApp } from "../../src/server/app";
import { createContext } from "../../src/server/context/context";
import { openDatabase } from "../../src/server/db/client";
import { message } from "../../test/support/app";
import { serveAsPart } from "../support/part";
import { portOf } from "../support/ports";
import { buildTown, numbered, openSessions, type Town } from "../support/town";

export type Opened = {
  readonly port: number;
  readonly workspaceId: string;
  readonly channelId: string;
  readonly head: number;
  /** One per person, in order. */
  readonly tokens: readonly string[];
};

type Settings = Readonly<Record<string, string>>;

/** Parley's endpoints on a port, without pages, in a process that the bench controls. */
const methods = {
  /** Fills an empty database with people who share one channel, and opens the endpoints. */
  open: async ({ url, people, env }: { url: string; people: number; env?: Settings }): Promise<Opened> => {
    const { app, port } = await openGateway(url, env);
    const { database } = app.context;
    const town = await buildTown(database, app.execute, { people, channels: 1 });
    const tokens = await openSessions(
      database,
      town.people.map(({ userId }) => userId),
    );
    running = { app, town };
    const { workspaceId } = town;
    return { port, workspaceId, channelId: channelOf(town), head: await app.log.head(workspaceId), tokens };
  },
  /** Opens the endpoints over a database that another gateway has filled. */
  join: async ({ url, env }: { url: string; env: Settings }): Promise<{ port: number }> => {
    const { port } = await openGateway(url, env);
    return { port };
  },
  /** Makes events and rings the bell like an append after its commit; nothing is stored. */
  ring: async ({ bytes, marker, burst }: { bytes: number; marker: string; burst: number }): Promise<void> => {
    const { app, town } = ready();
    const head = app.states.peek(town.workspaceId)?.head ?? 0;
    const events = numbered(burst, (index) => eventOf(town, { cursor: head + index + 1, bytes, marker }));
    app.states.advance(town.workspaceId, events, []);
    app.log.ring(town.workspaceId, events, head + burst);
  },
  /** Has someone send messages. Once they are stored, returns the head from before them. */
  send: async ({ count, text }: { count: number; text: string }): Promise<number> => {
    const { app, town } = ready();
    const { workspaceId, ownerId } = town;
    const before = await app.log.head(workspaceId);
    const command = message(channelOf(town), text);
    await Promise.all(numbered(count, () => app.execute(workspaceId, command, { actor: { user_id: ownerId } })));
    return before;
  },
};

export type Gateway = typeof methods;

const server = createServer();
let running: { readonly app: App; readonly town: Town } | undefined;

serveAsPart(methods);

/** A gateway tells nobody of its appends, unless its settings say how to. */
async function openGateway(url: string, settings: Settings = {}): Promise<{ app: App; port: number }> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const port = portOf(server);
  const env = loadEnv({ PORT: "0", PARLEY_RATE_LIMITS: "off", LOG_LEVEL: "error", ...settings });
  const database = openDatabase(url, { connectionsMin: 2 });
  const app = await createApp(await createContext(withPort(env, port), database, { isVisitor: false }));
  openDoors(server, app, null);
  return { app, port };
}

function ready() {
  if (!running) throw new Error("open it first");
  return running;
}

function channelOf({ channelIds }: Town): string {
  return channelIds[0] ?? "";
}

type Shape = { readonly cursor: number; readonly bytes: number; readonly marker: string };

/** An event of the channel whose frame has exactly that many bytes. Its ids are short to make room. */
function eventOf(town: Town, { cursor, bytes, marker }: Shape): Event {
  const envelope = {
    ...{ id: "evt", cursor, type: "channel.updated", v: 1, workspace_id: "wsp", channel_id: channelOf(town) },
    ...{ direct_conversation_id: null, seq: null, actor_id: "usr", created_at: "", imported: false },
    ...{ audience_user_ids: null, request_digest: null, payload: { marker } },
  };
  const headerBytes = 4;
  const missing = bytes - headerBytes - JSON.stringify(toWire(envelope)).length;
  if (missing < 0) throw new Error(`an event does not fit into ${bytes} bytes`);
  return { ...envelope, payload: { marker: marker.padEnd(marker.length + missing, ".") } } as never;
}
