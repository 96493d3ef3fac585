import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bareNextApp } from "./support/bare-next";
import { openHttpClient } from "./support/http-client";
import { interleave } from "./support/interleave";
import { type BenchParley, startParley } from "./support/parley";
import { figure, type Outcome, ratioGate, type Scenario } from "./support/scenario";
import type { Stage } from "./support/stage";

export const scenario: Scenario = {
  id: "start",
  title: "Start",
  about:
    "A built installation is started, with the PostgreSQL of its own, until it has accepted a message; beside it a bare custom server of Next.js until it has answered its first page.",
  run,
};

const setupSecret = "a-secret-for-the-bench";

type Installation = {
  readonly settings: Readonly<Record<string, string>>;
  readonly token: string;
  readonly channelId: string;
};

async function run(stage: Stage): Promise<Outcome> {
  const bare = await bareNextApp();
  const installation = await setUp(stage);
  let sent = 0;
  const taken = await interleave(stage, {
    "Parley, first message accepted": async () => {
      const begun = performance.now();
      const parley = await startParley(stage, installation.settings);
      const readyMs = performance.now() - begun;
      sent += 1;
      await send(parley, installation, sent);
      const doneMs = performance.now() - begun;
      const megabytes = parley.residentBytes() / 1e6;
      await parley.close();
      return { readyMs, doneMs, megabytes };
    },
    "bare Next.js, first page answered": async () => {
      const begun = performance.now();
      const server = stage.node(["bench/parts/bare-next.mjs", bare], { core: "server" });
      const [, url = ""] = await server.says(/ready at (\S+)/u);
      const readyMs = performance.now() - begun;
      const client = openHttpClient(url, 1);
      await client.ask({ path: "/" });
      const doneMs = performance.now() - begun;
      client.close();
      const megabytes = server.residentBytes() / 1e6;
      await server.close();
      return { readyMs, doneMs, megabytes };
    },
  });
  const ours = taken["Parley, first message accepted"];
  const next = taken["bare Next.js, first page answered"];
  const parley = figure(
    "Parley, first message accepted",
    "ms",
    ours.map(({ doneMs }) => doneMs),
  );
  const reference = figure(
    "bare Next.js, first page answered",
    "ms",
    next.map(({ doneMs }) => doneMs),
  );
  return {
    figures: [
      parley,
      reference,
      figure(
        "Parley, ready",
        "ms",
        ours.map(({ readyMs }) => readyMs),
      ),
      figure(
        "bare Next.js, ready",
        "ms",
        next.map(({ readyMs }) => readyMs),
      ),
      figure(
        "Parley, memory then",
        "MB",
        ours.map(({ megabytes }) => megabytes),
      ),
      figure(
        "bare Next.js, memory then",
        "MB",
        next.map(({ megabytes }) => megabytes),
      ),
    ],
    gates: [ratioGate("a bare custom server of Next.js", parley, reference, { atMost: 2 })],
  };
}

/** An installation in its own data folder, set up and stopped again. */
async function setUp(stage: Stage): Promise<Installation> {
  const dataDir = await mkdtemp(join(tmpdir(), "parley-bench-"));
  stage.onClose(() => rm(dataDir, { recursive: true, force: true }));
  const settings = { PARLEY_DATA_DIR: dataDir, PARLEY_SETUP_SECRET: setupSecret };
  const parley = await startParley(stage, settings);
  const client = openHttpClient(parley.url, 1);
  const body = { secret: setupSecret, email: "a@example.org", display_name: "Ana", workspace_name: "Acme" };
  const answered = await client.ask({ method: "POST", path: "/api/setup", body }, 201);
  client.close();
  const { token, channel } = JSON.parse(answered.body.toString());
  await parley.close();
  return { settings, token, channelId: channel.id };
}

async function send({ url }: BenchParley, { token, channelId }: Installation, number: number): Promise<void> {
  const client = openHttpClient(url, 1);
  const body = { body: `message ${number}`, nonce: `start-${number}` };
  const headers = { authorization: `Bearer ${token}` };
  await client.ask({ method: "POST", path: `/api/channels/${channelId}/messages`, headers, body }, 201);
  client.close();
}
