import { message } from "../test/support/app";
import { type HttpClient, openHttpClient } from "./support/http-client";
import { makeInstallation, startImport, succeeded } from "./support/imported";
import { interleave } from "./support/interleave";
import { measure } from "./support/measure";
import { startParley } from "./support/parley";
import { figure, limitGate, type Outcome, quantile, type Scenario } from "./support/scenario";
import { slackExport } from "./support/slack-export";
import type { Stage } from "./support/stage";
import { buildTown, chatter, numbered, openSessions } from "./support/town";
import { openWriter } from "./support/writer";

export const scenario: Scenario = {
  id: "boot",
  title: "Boot",
  about:
    "`GET /api/boot` as the web app asks for it, compressed, nothing known before: people of an imported workspace with 200,000 messages, and people who are in 40 of 200 channels among 5,000 people (for comparison also in all 200).",
  run,
};

const viewers = 20;

/** A hundred boots each. Until the code that runs for each of them is compiled, compilation takes a third of the time. */
const warmUps = 8;

async function run(stage: Stage): Promise<Outcome> {
  const { path, notes } = await slackExport(stage);
  stage.say("importing");
  await makeInstallation(stage.postgres.url);
  await succeeded(startImport(stage, stage.postgres.url, path));
  const imported = await busiest(stage.postgres.url);
  stage.say("making a workspace of 200 channels and 5,000 people");
  const { some: crowded, all: everywhere } = await makeCrowd(stage, stage.postgres.url);

  const parley = await startParley(stage);
  const client = openHttpClient(parley.url, 1);
  stage.onClose(async () => client.close());
  const series = async (tokens: readonly string[]) => {
    const rounds = stage.count(5, 1);
    const { result, ...spent } = await measure(stage, { server: parley }, () => bootAll(client, tokens, rounds));
    const each = (seconds: number) => (seconds * 1_000) / result.tookMs.length;
    return { ...result, serverMs: each(spent.serverSeconds), databaseMs: each(spent.databaseSeconds) };
  };
  await series(imported);
  for (let warmUp = 0; warmUp < stage.count(warmUps, 1); warmUp += 1) await series(crowded);
  const taken = await interleave(stage, {
    imported: () => series(imported),
    crowded: () => series(crowded),
    everywhere: () => series(everywhere),
  });
  const p95 = figure(
    "imported workspace, p95",
    "ms",
    taken.imported.map(({ tookMs }) => quantile(tookMs, 0.95)),
  );
  const size = figure(
    "imported workspace, largest answer",
    "KB",
    taken.imported.map(({ largest }) => largest),
  );
  const cpu = figure(
    "40 of 200 channels, CPU of the server",
    "ms",
    taken.crowded.map(({ serverMs }) => serverMs),
  );
  const database = figure(
    "40 of 200 channels, CPU of the database",
    "ms",
    taken.crowded.map((one) => one.databaseMs),
  );
  const crowdedSize = figure(
    "40 of 200 channels, largest answer",
    "KB",
    taken.crowded.map(({ largest }) => largest),
  );
  const crowdedP95 = figure(
    "40 of 200 channels, p95",
    "ms",
    taken.crowded.map(({ tookMs }) => quantile(tookMs, 0.95)),
  );
  const allCpu = figure(
    "in all 200 channels, CPU of the server",
    "ms",
    taken.everywhere.map((one) => one.serverMs),
  );
  const allSize = figure(
    "in all 200 channels, largest answer",
    "KB",
    taken.everywhere.map(({ largest }) => largest),
  );
  return {
    figures: [p95, size, cpu, database, crowdedSize, crowdedP95, allCpu, allSize],
    gates: [
      limitGate("until the imported workspace is there (p95)", p95, { atMost: 100 }),
      limitGate("of the imported workspace", size, { atMost: 60 }),
      limitGate("of the server for 200 channels", cpu, { atMost: 3 }),
      limitGate("with 200 channels", crowdedSize, { atMost: 20 }),
    ],
    notes,
  };
}

type Booted = { readonly tookMs: number[]; readonly largest: number };

async function bootAll(client: HttpClient, tokens: readonly string[], rounds: number): Promise<Booted> {
  const tookMs: number[] = [];
  let largest = 0;
  for (const token of numbered(rounds, () => tokens).flat()) {
    const begun = performance.now();
    const headers = { authorization: `Bearer ${token}`, "accept-encoding": "gzip, deflate, br" };
    const { body } = await client.ask({ path: "/api/boot?format=envelope", headers });
    tookMs.push(performance.now() - begun);
    largest = Math.max(largest, body.length / 1_000);
  }
  return { tookMs, largest };
}

/** Signs in the people who are in the most channels of the imported workspace. */
async function busiest(url: string): Promise<string[]> {
  const writer = await openWriter(url);
  try {
    const { rows } = await writer.database.pool.query<{ user_id: string }>(
      `select user_id from channel_members join workspaces on workspaces.id = workspace_id
       where source is not null group by user_id order by count(*) desc, user_id limit $1`,
      [viewers],
    );
    return await openSessions(
      writer.database,
      rows.map((row) => row.user_id),
    );
  } finally {
    await writer.close();
  }
}

type Crowd = { readonly some: string[]; readonly all: string[] };

/**
 * Some people are in every fifth channel, some in all, others in four. The first channel has a page of messages, others three.
 */
async function makeCrowd(stage: Stage, url: string): Promise<Crowd> {
  const writer = await openWriter(url);
  try {
    const channels = stage.count(200, 10);
    const apart = Math.ceil(channels / 4);
    const town = await buildTown(writer.database, writer.execute, {
      people: stage.count(5_000, 40),
      channels,
      joins: (person, channel) => {
        if (person < viewers) return channel % 5 === 0;
        return person < 2 * viewers || (person + channel) % apart === 0;
      },
      isFirst: false,
    });
    const sends = town.channelIds.flatMap((id, channel) => numbered(channel === 0 ? 60 : 3, () => id));
    await Promise.all(
      sends.map((channelId, index) => {
        const author = town.people[(index * 13) % town.people.length];
        const body = chatter(town.people[index % viewers]?.handle ?? "", index);
        return writer.execute(town.workspaceId, message(channelId, body, `crowd-${index}`), {
          actor: { user_id: author?.userId ?? "" },
          request: body,
        });
      }),
    );
    const signedIn = town.people.slice(0, 2 * viewers).map(({ userId }) => userId);
    const tokens = await openSessions(writer.database, signedIn);
    return { some: tokens.slice(0, viewers), all: tokens.slice(viewers) };
  } finally {
    await writer.close();
  }
}
