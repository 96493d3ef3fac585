import { message } from "../test/support/app";
import type { BareHttp } from "./parts/bare-http";
import { type HttpClient, openHttpClient } from "./support/http-client";
import { interleave } from "./support/interleave";
import { closedLoop } from "./support/load";
import { measure } from "./support/measure";
import { startParley } from "./support/parley";
import type { Started } from "./support/processes";
import type { SampleRows } from "./support/same-rows";
import { figure, type Outcome, ratioGate, type Scenario } from "./support/scenario";
import type { Stage } from "./support/stage";
import { buildTown, chatter, numbered, openSessions, type Town } from "./support/town";
import { openWriter, type Writer } from "./support/writer";

export const scenario: Scenario = {
  id: "requests",
  title: "Requests over HTTP",
  about:
    "8 callers send a message (REST and tRPC) and read a page of 50; CPU of server and database for each, beside a plain handler of Node.js with the same SQL.",
  run,
};

const callers = 8;

async function run(stage: Stage): Promise<Outcome> {
  const { url } = stage.postgres;
  const { town, tokens, sample } = await prepare(url);
  const bareDatabase = await stage.postgres.copy(url);
  const parley = await startParley(stage);
  const bare = await stage.part<BareHttp>("bare-http", { core: "server" });
  const bareUrl = await bare.call("open", { url: bareDatabase, sample, connections: callers });
  const [client, bareClient] = [openHttpClient(parley.url, callers), openHttpClient(bareUrl, callers)];
  stage.onClose(async () => [client, bareClient].map((one) => one.close()));

  let sent = 0;
  const place = (caller: number) => ({
    channel: town.channelIds[caller % town.channelIds.length] ?? "",
    headers: { authorization: `Bearer ${tokens[caller]}` },
    draft: { body: chatter(town.people[caller + 1]?.handle ?? "", ++sent), nonce: `request-${sent}` },
  });
  const send = (through: HttpClient) => (caller: number) => {
    const { channel, headers, draft } = place(caller);
    return through.ask({ method: "POST", path: `/api/channels/${channel}/messages`, headers, body: draft }, 201);
  };
  const sendTrpc = (caller: number) => {
    const { channel: channel_id, headers, draft } = place(caller);
    return client.ask({ method: "POST", path: "/api/trpc/messages.send", headers, body: { ...draft, channel_id } });
  };
  const page = (caller: number) => {
    const { channel, headers } = place(caller);
    return client.ask({ path: `/api/channels/${channel}/messages?mode=latest&limit=50`, headers });
  };
  const bareSend = (caller: number) => {
    const { channel, draft } = place(caller);
    return bareClient.ask({ method: "POST", path: "/", body: { ...draft, channel } });
  };
  const barePage = (caller: number) => bareClient.ask({ path: `/?channel=${place(caller).channel}` });

  const subjects = {
    "REST create": () => cpuOf(stage, parley, send(client)),
    "bare create": () => cpuOf(stage, bare, bareSend),
    "tRPC create": () => cpuOf(stage, parley, sendTrpc),
    "REST page": () => cpuOf(stage, parley, page),
    "bare page": () => cpuOf(stage, bare, barePage),
  };
  for (const warmUp of Object.values(subjects)) await warmUp();
  const taken = await interleave(stage, subjects);
  const both = (name: keyof typeof subjects) =>
    figure(
      name,
      "µs",
      taken[name].map(({ total }) => total),
    );
  const server = (name: keyof typeof subjects) =>
    figure(
      `${name}, without the database`,
      "µs",
      taken[name].map(({ server }) => server),
    );
  const late = figure(
    "event loop, p99 under REST create",
    "ms",
    taken["REST create"].map(({ delayMs }) => delayMs),
  );
  const names = Object.keys(subjects) as (keyof typeof subjects)[];
  return {
    figures: [...names.map(both), ...names.map(server), late],
    gates: [
      ratioGate("a bare create", both("REST create"), both("bare create"), { atMost: 2 }),
      ratioGate("a bare create over tRPC", both("tRPC create"), both("bare create"), { atMost: 2 }),
      ratioGate("a bare page", both("REST page"), both("bare page"), { atMost: 2 }),
    ],
  };
}

type Cpu = { readonly server: number; readonly total: number; readonly delayMs: number };

/** The CPU that one request costs, in microseconds. */
async function cpuOf(stage: Stage, server: Started, ask: (caller: number) => Promise<unknown>): Promise<Cpu> {
  const load = { senders: callers, ms: stage.ms(3_000) };
  const { result, ...spent } = await measure(stage, { server }, () => closedLoop(load, ask));
  const each = (seconds: number) => (seconds / result.total) * 1e6;
  return {
    server: each(spent.serverSeconds),
    total: each(spent.serverSeconds + spent.databaseSeconds),
    delayMs: spent.loopDelay.p99,
  };
}

/** A workspace with a page of messages in each channel, and a signed-in person for each caller. */
async function prepare(url: string): Promise<{ town: Town; tokens: string[]; sample: SampleRows }> {
  const writer = await openWriter(url);
  try {
    const town = await buildTown(writer.database, writer.execute, { people: 50, channels: callers });
    await Promise.all(numbered(callers * 60, (number) => write(writer, town, number)));
    const tokens = await openSessions(
      writer.database,
      town.people.slice(0, callers).map(({ userId }) => userId),
    );
    return { town, tokens, sample: await sampleOf(writer) };
  } finally {
    await writer.close();
  }
}

function write({ execute }: Writer, { workspaceId, people, channelIds }: Town, number: number): Promise<unknown> {
  const body = chatter(people[number % 40]?.handle ?? "", number);
  const user_id = people[(number * 7) % people.length]?.userId ?? "";
  return execute(workspaceId, message(channelIds[number % channelIds.length] ?? "", body, `first-${number}`), {
    actor: { user_id },
    request: body,
  });
}

async function sampleOf({ database: { pool } }: Writer): Promise<SampleRows> {
  const event = await pool.query("select * from events where type = 'message.created' order by cursor desc limit 1");
  const message = await pool.query("select * from messages where id = $1", [event.rows[0]?.payload.message_id]);
  return { event: event.rows[0], message: message.rows[0] };
}
