import pg from "pg";
import type { Gateway } from "./parts/gateway";
import type { Pace, Room, RoomPart, Told } from "./parts/room";
import { startEjabberd } from "./peers/ejabberd";
import type { SocketIoPeer } from "./peers/socket-io";
import { interleave } from "./support/interleave";
import { type Measured, measure } from "./support/measure";
import type { Part } from "./support/part";
import type { Started } from "./support/processes";
import { figure, type Gate, type Outcome, ratioGate, type Scenario } from "./support/scenario";
import type { Stage } from "./support/stage";

export const scenario: Scenario = {
  id: "room",
  title: "A room of 100",
  about:
    "100 people in one channel, ten of whom send 200 bytes at a time: 32 messages under way at any time, then 200 a second. A message is stored before it is delivered, and counts as delivered when all have it. Parley is sent to over HTTP; beside it a Socket.IO server with a Prisma transaction for each message, and ejabberd with its archive in the same PostgreSQL.",
  run,
};

const membersCount = 100;
const saturated: Pace = { outstanding: 32 };
const steady: Pace = { perSecond: 200 };

/** Until hot code is compiled. For a while, compilation takes a tenth of the core. */
const warmUpMs = 8_000;

async function run(stage: Stage): Promise<Outcome> {
  const members = stage.count(membersCount, 10);
  const ours = await openParley(stage, members);
  const socketIo = await openSocketIo(stage, members);
  const ejabberd = await openEjabberd(stage, members);
  const floors = { "Socket.IO and Prisma": socketIo, ...(ejabberd && { "ejabberd 23": ejabberd }) };
  const halls: Record<string, Hall> = { Parley: ours, ...floors };
  for (const hall of Object.values(halls)) await talk(stage, hall, { pace: saturated, ms: warmUpMs });

  const taken = await interleave(stage, subjectsOf(stage, halls));
  for (const hall of Object.values(halls)) await verify(hall);
  const perSecond = (name: string) =>
    figure(
      `${name}, saturated`,
      "messages/s",
      (taken[`${name}, saturated`] ?? []).map(({ result }) => result.perSecond),
    );
  const p99 = (name: string) =>
    figure(
      `${name}, 200 a second, p99`,
      "ms",
      (taken[`${name}, steady`] ?? []).map(({ result }) => result.p99),
    );
  const names = Object.keys(halls);
  const gates: Gate[] = [
    ratioGate("Socket.IO with Prisma", perSecond("Parley"), perSecond("Socket.IO and Prisma"), { atLeast: 10 }),
  ];
  if (!ejabberd) return { figures: [...names.map(perSecond), ...names.map(p99)], gates, notes: [notInstalled] };
  return {
    figures: [...names.map(perSecond), ...names.map(p99)],
    gates: [
      ...gates,
      ratioGate("ejabberd", perSecond("Parley"), perSecond("ejabberd 23"), { atLeast: 8 }),
      ratioGate("ejabberd's p99", p99("Parley"), p99("ejabberd 23"), { atMost: 1 }),
    ],
  };
}

const notInstalled =
  "ejabberd is not installed, so that two gates were not measured: apt-get install ejabberd erlang-p1-pgsql";

function subjectsOf(stage: Stage, halls: Record<string, Hall>): Record<string, () => Promise<Measured<Told>>> {
  const entries = Object.entries(halls);
  return Object.fromEntries([
    ...entries.map(([name, hall]) => [`${name}, saturated`, () => talk(stage, hall, { pace: saturated, ms: 3_000 })]),
    ...entries.map(([name, hall]) => [`${name}, steady`, () => talk(stage, hall, { pace: steady, ms: 3_000 })]),
  ]);
}

/** A server with everyone in its room. */
type Hall = {
  readonly server: Started;
  readonly driver: Part<RoomPart>;
  /** A query for the number of messages in its tables. */
  readonly stored: { readonly url: string; readonly sql: string };
  sent: number;
};

async function openParley(stage: Stage, members: number): Promise<Hall> {
  const url = await stage.postgres.database();
  const server = await stage.part<Gateway>("gateway", { core: "server" });
  const { port, tokens, workspaceId, channelId } = await server.call("open", { url, people: members });
  const room: Room = { kind: "parley", port, name: `${workspaceId}/${channelId}`, tokens };
  return gather(stage, { server, stored: { url, sql: "select count(*)::int as count from messages" } }, room);
}

async function openSocketIo(stage: Stage, members: number): Promise<Hall> {
  const url = await stage.postgres.database();
  const server = await stage.part<SocketIoPeer>("../peers/socket-io", { core: "server" });
  const { port } = await server.call("open", { url });
  const room: Room = { kind: "socket.io", port, name: "room", tokens: Array(members).fill("") };
  return gather(stage, { server, stored: { url, sql: "select count(*)::int as count from events" } }, room);
}

async function openEjabberd(stage: Stage, members: number): Promise<Hall | null> {
  const started = await startEjabberd(stage);
  if (!started) return null;
  const { server, port, url } = started;
  const room: Room = { kind: "xmpp", port, name: started.room, tokens: Array(members).fill("") };
  return gather(stage, { server, stored: { url, sql: "select count(*)::int as count from archive" } }, room);
}

async function gather(stage: Stage, hall: Pick<Hall, "server" | "stored">, room: Room): Promise<Hall> {
  const driver = await stage.part<RoomPart>("room", { core: "driver" });
  await driver.call("join", room);
  return { ...hall, driver, sent: 0 };
}

async function talk(stage: Stage, hall: Hall, { pace, ms }: { pace: Pace; ms: number }): Promise<Measured<Told>> {
  const { server, driver } = hall;
  const measured = await measure(stage, { server, driver, collects: false }, () => {
    const ended = server.exited.then(() => Promise.reject(new Error(`the server ended: ${server.output()}`)));
    return Promise.race([driver.call("talk", { pace, ms: stage.ms(ms) }), ended]);
  });
  hall.sent += measured.result.messages;
  return measured;
}

/** Checks that everything delivered is stored. */
async function verify({ stored, sent }: Hall): Promise<void> {
  const client = new pg.Client({ connectionString: stored.url });
  await client.connect();
  const { rows } = await client.query<{ count: number }>(stored.sql);
  await client.end();
  if (rows[0]?.count !== sent) throw new Error(`${sent} messages were delivered, ${rows[0]?.count} are stored`);
}
