import type { BareSockets } from "./parts/bare-sockets";
import type { Crowd } from "./parts/crowd";
import type { Gateway, Opened } from "./parts/gateway";
import { interleave } from "./support/interleave";
import type { Part } from "./support/part";
import { figure, type Outcome, ratioGate, type Scenario } from "./support/scenario";
import type { Stage } from "./support/stage";
import type { Address } from "./support/websocket";

export const scenario: Scenario = {
  id: "reconnect",
  title: "Come back after a cut",
  about:
    "5,000 people's sockets are cut at once, miss 50 messages and come back; 200 come back after 500. Each is seen to receive every message once. Beside it as many handshakes with a `ws` server that has nothing else to do.",
  openFiles: 12_000,
  run,
};

const marker = "missed-while-away";

/** Handshakes that clients have under way. More would wait in the system's queue. */
const atOnce = 200;

/** A storm lasts no longer than two seconds. Until its code is compiled, compilation takes a third of that. */
const warmUps = 3;

async function run(stage: Stage): Promise<Outcome> {
  const [stormSize, resumeSize] = [stage.count(5_000, 100), stage.count(200, 10)];
  const storm = await openGroup(stage, { size: stormSize, misses: 50 });
  const resume = await openGroup(stage, { size: resumeSize, misses: 500 });
  const bare = await openBare(stage, stormSize);
  for (let warmUp = 0; warmUp < stage.count(warmUps, 1); warmUp += 1) {
    await bare();
    await comeBack(storm);
    await comeBack(resume);
  }
  const taken = await interleave(stage, {
    handshakes: bare,
    storm: () => comeBack(storm),
    resume: () => comeBack(resume),
  });
  const back = figure("5,000 cut sockets, caught up", "/s", taken.storm);
  const handshakes = figure("handshakes of bare ws", "/s", taken.handshakes);
  const events = figure(
    "200 clients, events caught up",
    "/s",
    taken.resume.map((clients) => clients * resume.misses),
  );
  return {
    figures: [back, handshakes, events],
    gates: [ratioGate("bare handshakes, for sockets that come back and catch up", back, handshakes, { atLeast: 0.3 })],
  };
}

type Group = {
  readonly gateway: Part<Gateway>;
  readonly crowd: Part<Crowd>;
  readonly opened: Opened;
  readonly size: number;
  readonly misses: number;
  told: number;
};

async function openGroup(stage: Stage, { size, misses }: { size: number; misses: number }): Promise<Group> {
  const gateway = await stage.part<Gateway>("gateway", { core: "server" });
  const opened = await gateway.call("open", { url: await stage.postgres.database(), people: size });
  const crowd = await stage.part<Crowd>("crowd", { core: "driver" });
  const group = { gateway, crowd, opened, size, misses, told: 0 };
  await open(group, opened.head);
  return group;
}

function open({ crowd, opened }: Group, after: number): Promise<{ seconds: number }> {
  const { port, workspaceId, tokens } = opened;
  const path = `/api/realtime/ws?workspace_id=${workspaceId}&after_cursor=${after}`;
  const addresses = tokens.map((token): Address => ({ port, path, headers: { Authorization: `Bearer ${token}` } }));
  return crowd.call("open", { addresses, marker, atOnce });
}

/** Clients per second, from the first handshake until the last one has everything it missed, and nothing twice. */
async function comeBack(group: Group): Promise<number> {
  const { gateway, crowd, size, misses } = group;
  await crowd.call("cut", undefined);
  const after = await gateway.call("send", { count: misses, text: marker });
  group.told += misses;
  const begun = performance.now();
  await open(group, after);
  await crowd.call("until", group.told);
  const seconds = (performance.now() - begun) / 1000;
  await crowd.call("verify", group.told);
  return size / seconds;
}

async function openBare(stage: Stage, size: number): Promise<() => Promise<number>> {
  const server = await stage.part<BareSockets>("bare-sockets", { core: "server" });
  const { port } = await server.call("open", { kind: "ws" });
  const crowd = await stage.part<Crowd>("crowd", { core: "driver" });
  return async () => {
    const addresses = Array.from({ length: size }, () => ({ port, path: "/" }));
    const { seconds } = await crowd.call("open", { addresses, marker, atOnce });
    await crowd.call("cut", undefined);
    return size / seconds;
  };
}
