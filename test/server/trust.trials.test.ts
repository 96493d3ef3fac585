import { afterAll, beforeAll, expect, test } from "vitest";
import { type Canaries, hideCanaries, sweep } from "../support/canaries";
import { headOf, underLoad } from "../support/load";
import { type Nodes, startNodes } from "../support/nodes";
import { openSocket } from "../support/streams";
import { repetitions } from "../support/trials";

/** How many messages are sent between two disturbances. */
const some = repetitions({ once: 30, trials: 100 });

let nodes: Nodes;
let canaries: Canaries;

beforeAll(async () => {
  const clock = new URL("../support/moved-clock.mjs", import.meta.url);
  nodes = await startNodes(2, async () => ({ NODE_OPTIONS: `--import=${clock}` }));
  canaries = await hideCanaries(place());
}, 120_000);

afterAll(() => nodes?.close());

function place() {
  return { ...nodes, url: nodes.any() };
}

test("a process that is killed and comes back, again and again, loses, doubles and reorders nothing", async () => {
  await underLoad(nodes, async ({ ledger }) => {
    for (let round = 0; round < repetitions({ once: 2, trials: 3 }); round += 1) {
      await ledger.more(some);
      await nodes.restart(round % 2, "SIGKILL", () => ledger.more(some));
    }
    await ledger.more(some);
  });
}, 120_000);

test("neither does PostgreSQL", async () => {
  await underLoad(nodes, async ({ ledger }) => {
    for (let round = 0; round < repetitions({ trials: 2 }); round += 1) {
      await ledger.more(some);
      await nodes.postgres.crash();
    }
    await ledger.more(some);
  });
}, 120_000);

test("a clock that jumps by hours, back and forth, changes no order and signs nobody out", async () => {
  const after = await headOf(nodes);
  await underLoad(nodes, async ({ ledger }) => {
    const jumps = [
      [0, "SIGUSR2"],
      [1, "SIGPWR"],
      [0, "SIGPWR"],
      [1, "SIGUSR2"],
    ] as const;
    for (const [index, signal] of jumps) {
      await ledger.more(some);
      nodes.program(index).child.kill(signal);
      await ledger.more(some);
      await expectTicketOpens(nodes.urls[index] ?? "");
    }
  });
  const { rows } = await nodes.database.pool.query<{ back: boolean }>(
    `select created_at < lag(created_at) over (order by cursor) - interval '90 minutes' as back from events
     where workspace_id = $1 and cursor > $2`,
    [nodes.workspaceId, after],
  );
  expect(rows.some(({ back }) => back)).toBe(true);
}, 120_000);

test("after all of it, nobody is told what is not for them", () => sweep(place(), canaries), 120_000);

async function expectTicketOpens(url: string): Promise<void> {
  const headers = { authorization: `Bearer ${nodes.cast.owner.token}`, "content-type": "application/json" };
  const answer = await fetch(`${url}/api/realtime/ticket`, { method: "POST", headers, body: "{}" });
  const { ticket } = await answer.json();
  const { socket, opened } = openSocket(url, { query: {}, protocols: [`parley.ticket.${ticket}`] });
  await opened;
  socket.terminate();
}
