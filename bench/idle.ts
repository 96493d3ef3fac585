import type { BareSockets } from "./parts/bare-sockets";
import type { Crowd } from "./parts/crowd";
import type { Gateway } from "./parts/gateway";
import type { Part } from "./support/part";
import { figure, limitGate, type Outcome, type Scenario } from "./support/scenario";
import type { Stage } from "./support/stage";
import type { Address } from "./support/websocket";

export const scenario: Scenario = {
  id: "idle",
  title: "Sockets that lie idle",
  about:
    "What a process grows by, after garbage collection, for each of 5,000 sockets of as many signed-in people; beside it as many sockets of a `ws` server and of a Socket.IO server with nothing above them.",
  openFiles: 6_000,
  run,
};

/** Long enough for one round of everything on a timer, so that what only a handshake needs is gone. */
const settleMs = 3_000;

async function run(stage: Stage): Promise<Outcome> {
  const count = stage.count(5_000, 100);
  const ours = figure("Parley, signed in", "kB each", [await growth(stage, await openParley(stage, count))]);
  const ws = figure("ws", "kB each", [await growth(stage, await openBare(stage, count, "ws"))]);
  const socketIo = figure("Socket.IO", "kB each", [await growth(stage, await openBare(stage, count, "socket.io"))]);
  return {
    figures: [ours, ws, socketIo],
    gates: [limitGate("memory of an idle socket", ours, { atMost: 20 })],
  };
}

type Host = {
  readonly server: Part<BareSockets> | Part<Gateway>;
  readonly addresses: readonly Address[];
  readonly first?: string;
};

async function openParley(stage: Stage, count: number): Promise<Host> {
  const server = await stage.part<Gateway>("gateway", { core: "server" });
  const { port, tokens, workspaceId } = await server.call("open", {
    url: await stage.postgres.database(),
    people: count,
  });
  const path = `/api/realtime/ws?workspace_id=${workspaceId}`;
  return { server, addresses: tokens.map((token) => ({ port, path, headers: { Authorization: `Bearer ${token}` } })) };
}

async function openBare(stage: Stage, count: number, kind: "ws" | "socket.io"): Promise<Host> {
  const server = await stage.part<BareSockets>("bare-sockets", { core: "server" });
  const { port } = await server.call("open", { kind });
  const path = kind === "ws" ? "/" : "/socket.io/?EIO=4&transport=websocket";
  const addresses = Array.from({ length: count }, () => ({ port, path }));
  return { server, addresses, ...(kind === "ws" ? {} : { first: "40" }) };
}

/** Kilobytes of memory per socket, after the first hundred have loaded everything that all of them share. */
async function growth(stage: Stage, { server, addresses, first }: Host): Promise<number> {
  const crowd = await stage.part<Crowd>("crowd", { core: "driver" });
  const open = (some: readonly Address[]) =>
    crowd.call("open", { addresses: some, marker: "nothing", atOnce: 50, ...(first === undefined ? {} : { first }) });
  const shared = Math.floor(addresses.length / 50);
  await open(addresses.slice(0, shared));
  const before = await settled(server);
  await open(addresses.slice(shared));
  const after = await settled(server);
  await server.close();
  return (after - before) / 1024 / (addresses.length - shared);
}

async function settled(server: Host["server"]): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, settleMs));
  await server.collect();
  await server.collect();
  return server.residentBytes();
}
