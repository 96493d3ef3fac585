import type { BareInserts } from "./parts/bare-inserts";
import type { ExecutePart } from "./parts/execute";
import { interleave } from "./support/interleave";
import type { Loaded } from "./support/load";
import type { Part } from "./support/part";
import { figure, type Outcome, ratioGate, type Scenario } from "./support/scenario";
import type { Stage } from "./support/stage";

export const scenario: Scenario = {
  id: "append",
  title: "Append, in process",
  about:
    "200 senders call `execute` for 10 channels of one workspace, each message authorised, with a nonce and a mention; beside it `pg` alone, one statement a message over 16 connections.",
  run,
};

/** Like a disk that takes a millisecond to flush. */
const slowFlush = { commit_delay: 1000, commit_siblings: 0 };

async function run(stage: Stage): Promise<Outcome> {
  const load = (senders: number) => ({ senders, ms: stage.ms(3_000) });
  const ours = await openExecute(stage, await stage.postgres.database());
  const oursSlow = await openExecute(stage, await stage.postgres.database(slowFlush));
  const bare = await openBare(stage, await stage.postgres.database(), 16);
  const bareSlow = await openBare(stage, await stage.postgres.database(slowFlush), 16);
  const bareAlone = await openBare(stage, await stage.postgres.database(), 1);
  const counted = { ours: 0, oursSlow: 0 };
  const send = async (part: keyof typeof counted, senders: number): Promise<Loaded> => {
    const loaded = await (part === "ours" ? ours : oursSlow).call("send", load(senders));
    counted[part] += loaded.total;
    return loaded;
  };
  await Promise.all([send("ours", 200), send("oursSlow", 200)]);
  const sample = await ours.call("inspect", undefined);
  await bare.call("sameRows", { load: load(16), sample });
  await bare.call("identity", load(16));
  await bareSlow.call("counter", load(16));

  const taken = await interleave(stage, {
    "execute, 200 senders": () => send("ours", 200),
    "same rows, one by one": () => bare.call("sameRows", { load: load(16), sample }),
    "identity inserts": () => bare.call("identity", load(16)),
    "execute, 200 senders, 1 ms flush": () => send("oursSlow", 200),
    "counter and insert, 1 ms flush": () => bareSlow.call("counter", load(16)),
    "execute, one sender": () => send("ours", 1),
    "identity insert, one sender": () => bareAlone.call("identity", load(1)),
  });
  await verify(ours, counted.ours);
  await verify(oursSlow, counted.oursSlow);
  const perSecond = (name: keyof typeof taken) =>
    figure(
      name,
      "/s",
      taken[name].map((sample) => sample.perSecond),
    );
  const p50 = (name: keyof typeof taken) =>
    figure(
      `${name}, p50`,
      "ms",
      taken[name].map((sample) => sample.p50),
    );
  const many = perSecond("execute, 200 senders");
  const rows = perSecond("same rows, one by one");
  const inserts = perSecond("identity inserts");
  const slow = perSecond("execute, 200 senders, 1 ms flush");
  const counter = perSecond("counter and insert, 1 ms flush");
  const alone = p50("execute, one sender");
  const insertAlone = p50("identity insert, one sender");
  const latency = figure(
    "execute, 200 senders, p99",
    "ms",
    taken["execute, 200 senders"].map(({ p99 }) => p99),
  );
  return {
    figures: [many, rows, inserts, slow, counter, alone, insertAlone, latency],
    gates: [
      ratioGate("than the same rows one by one", many, rows, { atLeast: 5 }),
      ratioGate("than identity inserts", many, inserts, { atLeast: 1 }),
      ratioGate("than counter and insert on a slow disk", slow, counter, { atLeast: 15 }),
      ratioGate("a single insert's time, alone", alone, insertAlone, { atMost: 3 }),
    ],
  };
}

async function openExecute(stage: Stage, url: string): Promise<Part<ExecutePart>> {
  const part = await stage.part<ExecutePart>("execute", { core: "server" });
  await part.call("open", { url });
  return part;
}

async function openBare(stage: Stage, url: string, connections: number): Promise<Part<BareInserts>> {
  const part = await stage.part<BareInserts>("bare-inserts", { core: "server" });
  await part.call("open", { url, connections });
  return part;
}

/** Checks that everything acknowledged is stored, once, and that the log has no gap. */
async function verify(part: Part<ExecutePart>, acknowledged: number): Promise<void> {
  const { messages, gaps } = await part.call("inspect", undefined);
  if (messages !== acknowledged || gaps !== 0)
    throw new Error(`${acknowledged} messages were acknowledged, ${messages} are stored, the log has ${gaps} gaps`);
}
