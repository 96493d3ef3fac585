import { randomUUID } from "node:crypto";
import { writeWord } from "../src/server/bell/words";
import { newId } from "../src/server/context/context";
import { freePort } from "../src/server/db/built-in/postmaster";
import type { Gateway } from "./parts/gateway";
import type { Delay, Hop } from "./parts/hop";
import type { TwoDoors } from "./parts/two-doors";
import { interleave } from "./support/interleave";
import { type Figure, figure, type Outcome, ratioGate, type Scenario } from "./support/scenario";
import type { Stage } from "./support/stage";

export const scenario: Scenario = {
  id: "gateway",
  title: "A second gateway process",
  about:
    "50 messages a second are sent over one of two processes, and read at both: how much later the other one delivers them, with bells over Redis and over NOTIFY. Beside it the way of a text as long as a bell from one bare process to another, over the same Redis and the same PostgreSQL.",
  needs: ["redis-server"],
  run,
};

const perSecond = 50;
const repetitionMs = 5_000;

async function run(stage: Stage): Promise<Outcome> {
  const redisUrl = await startRedis(stage);
  const taken = await interleave(stage, {
    redisHop: await openHop(stage, redisUrl),
    overRedis: await openPair(stage, { REDIS_URL: redisUrl }),
    notifyHop: await openHop(stage, stage.postgres.url),
    overNotify: await openPair(stage),
  });
  const hop = delayFigures("a Redis hop", taken.redisHop);
  const added = delayFigures("added by the second process, over Redis", taken.overRedis);
  const notifyHop = delayFigures("a NOTIFY hop", taken.notifyHop);
  const addedByNotify = delayFigures("added by the second process, over NOTIFY", taken.overNotify);
  return {
    figures: [hop, added, notifyHop, addedByNotify].flatMap(({ p50, p99 }) => [p50, p99]),
    gates: [ratioGate("a Redis hop, for what the second process adds", added.p50, hop.p50, { atMost: 3 })],
  };
}

function delayFigures(name: string, delays: readonly Delay[]): { p50: Figure; p99: Figure } {
  const of = (share: keyof Delay) =>
    figure(
      `${name}, ${share}`,
      "ms",
      delays.map((delay) => delay[share]),
    );
  return { p50: of("p50"), p99: of("p99") };
}

/** Starts the scenario's own Redis, with nothing on disk; returns its address. */
async function startRedis(stage: Stage): Promise<string> {
  const port = await freePort();
  const options = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  const redis = stage.program(["redis-server", "--port", String(port), ...options], "server");
  await redis.says(/Ready to accept connections/u);
  return `redis://127.0.0.1:${port}`;
}

/** Two gateways over one database, with a client that sends over the first and reads from both. */
async function openPair(stage: Stage, settings: Readonly<Record<string, string>> = {}): Promise<() => Promise<Delay>> {
  const url = await stage.postgres.database();
  const env = { DATABASE_URL: url, ...settings };
  const [first, second, driver] = [
    await stage.part<Gateway>("gateway", { core: "server" }),
    await stage.part<Gateway>("gateway", { core: "server" }),
    await stage.part<TwoDoors>("two-doors", { core: "driver" }),
  ];
  const { port, workspaceId, channelId, tokens } = await first.call("open", { url, env, people: 2 });
  const other = await second.call("join", { url, env });
  const [token = ""] = tokens;
  await driver.call("join", { ports: [port, other.port], name: `${workspaceId}/${channelId}`, token });
  const talk = () => driver.call("talk", { perSecond, ms: stage.ms(repetitionMs) });
  await talk();
  return talk;
}

/** Two bare processes, one of which echoes what it hears. */
async function openHop(stage: Stage, url: string): Promise<() => Promise<Delay>> {
  const [caller, echo] = [
    await stage.part<Hop>("hop", { core: "server" }),
    await stage.part<Hop>("hop", { core: "server" }),
  ];
  await echo.call("echo", { url, hear: "there", say: "back" });
  await caller.call("open", { url, hear: "back", say: "there" });
  const text = writeWord(randomUUID(), { type: "appended", workspace_id: newId("workspace"), head: 1_000 });
  const measure = () => caller.call("measure", { text, perSecond, ms: stage.ms(repetitionMs) });
  await measure();
  return measure;
}
