import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { type Follower, type Following, follow, type Transport } from "./followers";
import { createLedger, expectNothingLost, type Ledger, startSending } from "./ledger";
import type { Nodes } from "./nodes";
import { startRelay } from "./relay";
import { repetitions } from "./trials";

const sendersMax = 16;
/** The trials send five times as fast. */
const pauseMs = repetitions({ once: 250, trials: 50 });

/** One follower per transport, and one that keeps changing it. */
const ways: readonly (readonly Transport[])[] = [
  ["websocket"],
  ["trpc"],
  ["sse"],
  ["long_poll"],
  ["websocket", "sse", "trpc", "long_poll"],
];

export type Load = {
  readonly ledger: Ledger;
  readonly followers: readonly Follower[];
  /** Adds a follower of everything from the beginning, which is judged like the others. */
  join(following: Pick<Following, "name" | "url" | "by">): Follower;
};

/**
 * Runs sixteen senders, half of them at any node and half at a fixed one (`at-0-…`, `at-1-…`), and followers of every transport
 * at all nodes. Some messages go to a private channel. Meanwhile `chaos` disturbs the nodes. Afterwards expects that nothing was
 * lost, duplicated, out of order or sent to anyone else.
 */
export async function underLoad(nodes: Nodes, chaos: (load: Load) => Promise<void>): Promise<Ledger> {
  const { database, workspaceId, generalId, secretId, cast } = nodes;
  const after = await headOf(nodes);
  const whispered = `whispered-${randomUUID()}`;
  const overheard = await Promise.all(nodes.urls.map((url) => startRelay(url)));
  const followers = ways.flatMap((by) => {
    const place = { workspaceId, after: String(after), by };
    const { owner, colleague } = cast;
    return [
      follow({ ...place, name: `the owner by ${by}`, token: owner.token, url: nodes.any, sees: () => true }),
      follow({
        ...place,
        name: `the colleague by ${by}`,
        token: colleague.token,
        url: () => inTurn(overheard)?.url ?? "",
        sees: (channelId) => channelId === generalId,
      }),
    ];
  });
  const join: Load["join"] = (following) => {
    const { token } = cast.owner;
    const follower = follow({ ...following, workspaceId, after: String(after), token, sees: () => true });
    followers.push(follower);
    return follower;
  };
  const ledger = createLedger();
  const senders = Array.from({ length: sendersMax }, (_, index) => {
    const own = index % 2 === 0 ? undefined : nodes.urls[((index - 1) / 2) % nodes.urls.length];
    const place = index % 4 === 0 ? { channelId: secretId, text: whispered } : { channelId: generalId };
    const name = `${own === undefined ? "any" : `at-${nodes.urls.indexOf(own)}`}-${index}-after-${after}`;
    return startSending(ledger, name, { ...place, url: () => own ?? nodes.any(), token: cast.owner.token, pauseMs });
  });
  try {
    await chaos({ ledger, followers, join });
    await Promise.all(senders.map((sender) => sender.stop()));
    await expectNothingLost({ pool: database.pool, workspaceId, after, ledger, followers });
    for (const relay of overheard) expect(relay.heard().includes(whispered)).toBe(false);
  } finally {
    await Promise.all([...senders, ...followers].map((one) => one.stop()));
    await Promise.all(overheard.map((relay) => relay.close()));
  }
  return ledger;
}

export async function headOf({ database, workspaceId }: Pick<Nodes, "database" | "workspaceId">): Promise<number> {
  const { rows } = await database.pool.query<{ head: string }>(
    "select head from workspace_heads where workspace_id = $1",
    [workspaceId],
  );
  return Number(rows[0]?.head);
}

let turns = 0;

function inTurn<T>(all: readonly T[]): T | undefined {
  turns += 1;
  return all[turns % all.length];
}
