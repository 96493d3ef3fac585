import { afterEach, beforeEach, expect, test } from "vitest";
import { isAlive } from "../../src/server/db/built-in/postgres-cluster";
import { createLedger, startSending } from "../support/ledger";
import { hasNamespaces, inOwnNamespaces } from "../support/namespaces";
import { type Parley, startParley, unset } from "../support/parley";
import { runCommand, runProgram } from "../support/process";
import { postmasterPid } from "../support/starting";
import { repetitions, report } from "../support/trials";

const rounds = repetitions({ once: 1, trials: 20 });
let parley: Parley;

beforeEach(async () => {
  parley = await startParley({ PARLEY_RATE_LIMITS: "off" });
});
afterEach(() => parley.close());

test(
  "whatever is killed under load, a server elsewhere never gets the folder meanwhile, and every acknowledged message is there once",
  async () => {
    if (!hasNamespaces()) return;
    const { token, channel } = await setUp();
    const ledger = createLedger();
    for (let round = 0; round < rounds; round += 1) {
      const senders = Array.from({ length: 4 }, (_, index) =>
        startSending(ledger, `round-${round}-${index}`, { url: () => parley.url, token, channelId: channel.id }),
      );
      await ledger.more(50 + round * 7);
      const postmaster = postmasterPid(parley.dataDir);
      parley.program().child.kill("SIGKILL");
      const elsewhere = startElsewhere();
      expect(await elsewhere.exited).toBe(1);
      expect(elsewhere.output()).toContain("runs in another container or namespace");
      expect(isAlive(postmaster)).toBe(true);
      await parley.restart("SIGKILL");
      await Promise.all(senders.map((sender) => sender.stop()));
      report(`round ${round + 1}: ${ledger.acknowledged.size} acknowledged so far`);
    }
    const verify = runProgram(["dist/log-verify.mjs"], { ...unset, PARLEY_DATA_DIR: parley.dataDir });
    expect(await verify.exited, verify.output()).toBe(0);
    const stored = await noncesOf({ token, channelId: channel.id });
    expect([...ledger.acknowledged.keys()].filter((nonce) => stored.get(nonce) !== 1)).toEqual([]);
  },
  90_000 * rounds,
);

function startElsewhere() {
  const [command, ...args] = inOwnNamespaces([process.execPath, "dist/server.mjs"]);
  return runCommand(command, args, { ...unset, NODE_ENV: "production", PARLEY_DATA_DIR: parley.dataDir, PORT: "0" });
}

async function setUp(): Promise<{ token: string; channel: { id: string } }> {
  const response = await fetch(`${parley.url}/api/setup`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      ...{ secret: parley.setupSecret, email: "o@example.org", display_name: "Olga", workspace_name: "First" },
    }),
  });
  return response.json();
}

/** How often each nonce is among the messages of the channel, by reading them all. */
async function noncesOf({ token, channelId }: { token: string; channelId: string }): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (let after = 0; ; ) {
    const query = new URLSearchParams({ limit: "200", after_seq: String(after) });
    const response = await fetch(`${parley.url}/api/channels/${channelId}/messages?${query}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const { messages }: { messages: { nonce: string | null; channel_seq: number }[] } = await response.json();
    for (const { nonce } of messages) if (nonce !== null) counts.set(nonce, (counts.get(nonce) ?? 0) + 1);
    if (messages.length < 200) return counts;
    after = messages.at(-1)?.channel_seq ?? after;
  }
}
