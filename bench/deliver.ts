import type { BareSockets } from "./parts/bare-sockets";
import type { Crowd } from "./parts/crowd";
import type { Gateway, Opened } from "./parts/gateway";
import { interleave } from "./support/interleave";
import { measure } from "./support/measure";
import type { Part } from "./support/part";
import type { Started } from "./support/processes";
import { figure, type Outcome, ratioGate, type Scenario } from "./support/scenario";
import type { Stage } from "./support/stage";
import type { Address } from "./support/websocket";

export const scenario: Scenario = {
  id: "deliver",
  title: "Deliver to many sockets",
  about:
    "Events of 206-byte frames to 1,000 plain sockets and to 500 tRPC subscriptions of 100 people, one by one and in bursts of 16; beside it a process that writes the same bytes to as many bare sockets.",
  openFiles: 2_000,
  run,
};

const bytes = 206;
const marker = "bench-delivery";

/** Rounds that may be under way at once, so that neither side waits for the other's last byte. */
const outstandingMax = 4;

async function run(stage: Stage): Promise<Outcome> {
  const [plainCount, trpcCount] = [stage.count(1_000, 50), stage.count(500, 25)];
  const bare = await openBare(stage, plainCount);
  const bareFew = await openBare(stage, trpcCount);
  const plain = await openParley(stage, plainCount, (opened) => ({ path: plainPath(opened) }));
  const trpc = await openParley(stage, trpcCount, (opened) => ({ path: "/api/trpc", first: subscription(opened) }));

  const taken = await interleave(stage, {
    "bare sockets, 1,000": () => deliver(stage, bare, 1),
    "plain sockets, 1,000": () => deliver(stage, plain, 1),
    "plain sockets, bursts of 16": () => deliver(stage, plain, 16),
    "bare sockets, 500": () => deliver(stage, bareFew, 1),
    "tRPC subscriptions, 500": () => deliver(stage, trpc, 1),
    "tRPC subscriptions, bursts of 16": () => deliver(stage, trpc, 16),
  });
  const cost = (name: keyof typeof taken) => figure(`${name}, CPU per delivery`, "µs", taken[name]);
  const [floor, floorFew] = [cost("bare sockets, 1,000"), cost("bare sockets, 500")];
  const [single, burst] = [cost("plain sockets, 1,000"), cost("plain sockets, bursts of 16")];
  const [trpcSingle, trpcBurst] = [cost("tRPC subscriptions, 500"), cost("tRPC subscriptions, bursts of 16")];
  return {
    figures: [floor, single, burst, floorFew, trpcSingle, trpcBurst],
    gates: [
      ratioGate("a bare write, for a plain socket", single, floor, { atMost: 1.3 }),
      ratioGate("a bare write, for a plain socket in bursts", burst, floor, { atMost: 0.2 }),
      ratioGate("a bare write, for a subscription", trpcSingle, floorFew, { atMost: 6 }),
      ratioGate("a bare write, for a subscription in bursts", trpcBurst, floorFew, { atMost: 1.5 }),
    ],
  };
}

/** A server that rings, and the clients that hear it. */
type Audience = Ringing & { readonly crowd: Part<Crowd>; readonly size: number; told: number };
type Ringing = { readonly server: Started; ring(burst: number): Promise<void> };

async function openBare(stage: Stage, size: number): Promise<Audience> {
  const server = await stage.part<BareSockets>("bare-sockets", { core: "server" });
  const { port } = await server.call("open", { kind: "raw" });
  const ring = () => server.call("ring", { bytes, marker });
  return gather(stage, { server, ring }, { addresses: Array.from({ length: size }, () => ({ port, path: "/" })) });
}

type Way = { readonly path: string; readonly first?: string };

/** Opens its own gateway, since everyone in a workspace hears every bell. */
async function openParley(stage: Stage, size: number, wayOf: (opened: Opened) => Way): Promise<Audience> {
  const server = await stage.part<Gateway>("gateway", { core: "server" });
  const opened = await server.call("open", { url: await stage.postgres.database(), people: 100 });
  const { path, ...way } = wayOf(opened);
  const addresses = addressesOf(opened, path, size);
  const ring = (burst: number) => server.call("ring", { bytes, marker, burst });
  return gather(stage, { server, ring }, { addresses, ...way });
}

type Guests = { readonly addresses: readonly Address[]; readonly first?: string };

async function gather(stage: Stage, ringing: Ringing, guests: Guests): Promise<Audience> {
  const crowd = await stage.part<Crowd>("crowd", { core: "driver" });
  await crowd.call("open", { ...guests, marker, atOnce: 50 });
  const audience = { ...ringing, crowd, size: guests.addresses.length, told: 0 };
  await tell(audience, { rounds: 20, burst: 1 });
  return audience;
}

function addressesOf({ port, tokens }: Opened, path: string, count: number): Address[] {
  return Array.from({ length: count }, (_, index) => ({
    port,
    path,
    headers: { Authorization: `Bearer ${tokens[index % tokens.length]}` },
  }));
}

function plainPath({ workspaceId }: Opened): string {
  return `/api/realtime/ws?workspace_id=${workspaceId}`;
}

function subscription({ workspaceId, head }: Opened): string {
  const input = { workspace_id: workspaceId, after: String(head) };
  return JSON.stringify({ id: 1, method: "subscription", params: { path: "realtime.events", input } });
}

/** The server's CPU per delivery, in microseconds. It is the server's own, however busy the clients are. */
async function deliver(stage: Stage, audience: Audience, burst: number): Promise<number> {
  const { server, size } = audience;
  const rounds = stage.count(burst === 1 ? 250 : 100, 5);
  const { serverSeconds } = await measure(stage, { server }, () => tell(audience, { rounds, burst }));
  return (serverSeconds * 1e6) / (rounds * burst * size);
}

/** Rings that many rounds, and checks that everyone receives everything once. */
async function tell(audience: Audience, { rounds, burst }: { rounds: number; burst: number }): Promise<void> {
  const heard: Promise<void>[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await audience.ring(burst);
    audience.told += burst;
    heard.push(audience.crowd.call("until", audience.told));
    await heard.at(-outstandingMax);
  }
  await Promise.all(heard);
  await audience.crowd.call("verify", audience.told);
}
