import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Canaries, hideCanaries, sweep } from "../support/canaries";
import { follow } from "../support/followers";
import { createLedger, expectNothingLost, startSending } from "../support/ledger";
import { headOf, underLoad } from "../support/load";
import { type Scrape, scrape, scrapeUntil } from "../support/metrics";
import { type Nodes, startNodes } from "../support/nodes";
import { startRedis, type TestRedis } from "../support/redis";
import { type Relay, startRelay } from "../support/relay";
import { openSocket } from "../support/streams";
import { repetitions } from "../support/trials";

/** What is said while the bell is silent: more than the largest page of events, over several of the hub's own looks. */
const missed = repetitions({ once: 600, trials: 2_000 });
/** How long each who sends to five hundred sockets thinks before a message. */
const stormPauseMs = repetitions({ once: 400, trials: 100 });

let nodes: Nodes;
let canaries: Canaries;

function place() {
  return { ...nodes, url: nodes.any() };
}

describe.each(["Redis", "NOTIFY"])("two processes whose bell is %s", (wire) => {
  let redis: TestRedis;
  let bell: Relay;

  beforeAll(async () => {
    redis = await startRedis();
    nodes = await startNodes(2, async (index, databaseUrl) => {
      if (index === 0) bell = await startRelay(wire === "Redis" ? redis.url : databaseUrl);
      return wire === "Redis" ? { REDIS_URL: bell.url } : { DATABASE_DIRECT_URL: bell.url };
    });
    canaries = await hideCanaries(place());
  }, 120_000);

  afterAll(async () => {
    await nodes?.close();
    await bell?.close();
    await redis.close();
  });

  test("lose no event while it is silent for both, and hear it again by themselves", async () => {
    await underLoad(nodes, async ({ ledger, followers }) => {
      await ledger.more(100);
      bell.stall("all");
      await ledger.more(missed);
      const head = await headOf(nodes);
      const insiders = followers.filter(({ sees }) => sees(nodes.secretId));
      await Promise.all(insiders.map((follower) => follower.reached(String(head))));
      bell.resume();
      await heardAgain();
      bell.cut();
      await heardAgain();
    });
  }, 180_000);

  test("tell nobody what is not for them", () => sweep(place(), canaries), 120_000);

  async function heardAgain(): Promise<void> {
    const heard = (read: Scrape) => read("parley_bells_total", { result: "received" });
    for (const url of nodes.urls) {
      const before = heard(await scrape({ url }));
      await scrapeUntil({ url }, (read) => heard(read) > before);
    }
  }
});

describe("connections that die without a word", () => {
  let toDatabase: Relay;
  let toNode: Relay;

  beforeAll(async () => {
    nodes = await startNodes(2, async (index, databaseUrl) => {
      if (index === 1) return {};
      toDatabase = await startRelay(databaseUrl);
      return { DATABASE_URL: toDatabase.url };
    });
    toNode = await startRelay(nodes.urls[1] ?? "");
    canaries = await hideCanaries(place());
  }, 120_000);

  afterAll(async () => {
    await nodes?.close();
    await Promise.all([toDatabase?.close(), toNode?.close()]);
  });

  test("between a process and its database, and between a reader and its process, end, and what was asked on them is done once", async () => {
    const { confidant, colleague } = nodes.cast;
    const gone = openSocket(toNode.url, { token: confidant.token, query: { v: "2" } });
    const watcher = openSocket(nodes.urls[1] ?? "", {
      token: colleague.token,
      query: { v: "2", presence_of: confidant.userId },
    });
    const sees = (status: string) => watcher.until((frames) => frames.at(-1)?.payload?.status === status);
    await gone.opened;
    await underLoad(nodes, async ({ ledger, join }) => {
      const reader = join({ name: "the owner over a bad network", url: () => toNode.url, by: ["websocket"] });
      await ledger.more(100);
      await reader.reached(String(await headOf(nodes)));
      toDatabase.stall("present");
      toNode.stall("present");
      await ledger.more(20, "at-0");
      await ledger.more(20, "at-1");
      await reader.reached(String(await headOf(nodes)));
    });
    await sees("offline");
    watcher.socket.terminate();
    gone.socket.terminate();
  }, 180_000);

  test("five hundred sockets that are cut at once come back without a gap, and whoever sends is answered meanwhile", async () => {
    const { database, workspaceId, generalId, cast } = nodes;
    const { token } = cast.owner;
    const after = await headOf(nodes);
    const crowd = Array.from({ length: 500 }, (_, index) =>
      follow({
        name: `socket ${index}`,
        token,
        workspaceId,
        after: String(after),
        url: () => toNode.url,
        sees: () => true,
        by: ["websocket"],
      }),
    );
    const ledger = createLedger();
    const senders = Array.from({ length: 4 }, (_, index) =>
      startSending(ledger, `storm-${index}`, {
        url: () => nodes.urls[1] ?? "",
        token,
        channelId: generalId,
        pauseMs: stormPauseMs,
      }),
    );
    await Promise.all(crowd.map((one) => one.reached(String(after + 1))));
    toNode.cut();
    const [before, head] = [ledger.acknowledged.size, await headOf(nodes)];
    await Promise.all(crowd.map((one) => one.reached(String(head + 1))));
    expect(ledger.acknowledged.size - before).toBeGreaterThan(0);
    await Promise.all(senders.map((sender) => sender.stop()));
    await expectNothingLost({ pool: database.pool, workspaceId, after, ledger, followers: crowd });
    await Promise.all(crowd.map((one) => one.stop()));
  }, 120_000);

  test("tell nobody what is not for them", () => sweep(place(), canaries), 120_000);
});
