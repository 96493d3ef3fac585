import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";
import { expect } from "vitest";
import { verifyLogs } from "../../src/server/log/verify";
import type { Follower } from "./followers";

/** What was acknowledged to those who sent. */
export type Ledger = {
  /** By nonce, the cursor that was answered. */
  readonly acknowledged: ReadonlyMap<string, number>;
  note(nonce: string, cursor: number): void;
  /** Nothing more will come: whoever waits fails, too. */
  fail(error: unknown): void;
  /** Settles once so many more have been acknowledged, to senders whose names begin so. */
  more(count: number, name?: string): Promise<void>;
};

export function createLedger(): Ledger {
  const acknowledged = new Map<string, number>();
  const waiting = new Set<() => void>();
  const failed = new AbortController();
  const wake = () => {
    for (const look of [...waiting]) look();
  };
  return {
    acknowledged,
    note: (nonce, cursor) => {
      acknowledged.set(nonce, cursor);
      wake();
    },
    fail: (error) => {
      failed.abort(error);
      wake();
    },
    more: (count, name = "") => {
      const counted = () => [...acknowledged.keys()].filter((nonce) => nonce.startsWith(name)).length;
      const goal = counted() + count;
      return new Promise((resolve, reject) => {
        const look = () => {
          if (failed.signal.aborted) reject(failed.signal.reason);
          else if (counted() >= goal) resolve();
          else return;
          waiting.delete(look);
        };
        waiting.add(look);
        look();
      });
    },
  };
}

export type Sender = {
  /** Where to send the next one: any process, the dead included, since whoever sends does not know which ones live. */
  readonly url: () => string;
  readonly token: string;
  readonly channelId: string;
  /** What stands in each message beside its nonce. */
  readonly text?: string;
  /** How long they think before each message. */
  readonly pauseMs?: number;
};

/** One after another until it is stopped, each tried until it is answered, and every answer in the ledger. */
export function startSending(ledger: Ledger, name: string, sender: Sender): { stop(): Promise<void> } {
  let isOver = false;
  const sending = (async () => {
    for (let count = 0; !isOver; count += 1) {
      const nonce = `${name}-${count}`;
      ledger.note(nonce, await sendUntilAnswered(nonce, sender));
      await pause(sender.pauseMs ?? 0);
    }
  })().catch(ledger.fail);
  return {
    stop: () => {
      isOver = true;
      return sending;
    },
  };
}

/** Whoever waits longer tries again, not knowing what became of it. */
const patienceMs = 20_000;
const againMs = 20;

/** Tries with the same nonce, wherever; answers the cursor of the event that the message became. */
async function sendUntilAnswered(nonce: string, { url, token, channelId, text = "message" }: Sender): Promise<number> {
  for (;;) {
    try {
      const answer = await fetch(`${url()}/api/channels/${channelId}/messages`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify({ body: `${text} ${nonce}`, nonce }),
        signal: AbortSignal.timeout(patienceMs),
      });
      const body = await answer.json();
      if (answer.status === 200 || answer.status === 201) return Number(body.event.cursor);
      if (answer.status !== 503) throw new Error(`a send was refused with ${answer.status}: ${JSON.stringify(body)}`);
    } catch (error) {
      // The process, or the way to it, died before or after it appended: who sent does not know.
      if (!isLoss(error)) throw error;
    }
    await pause(againMs);
  }
}

function isLoss(error: unknown): boolean {
  const isTimeout = error instanceof DOMException && error.name === "TimeoutError";
  return isTimeout || error instanceof TypeError || error instanceof SyntaxError;
}

export type Judged = {
  readonly pool: pg.Pool;
  readonly workspaceId: string;
  /** The head when the sending began: everything after it came from the senders. */
  readonly after: number;
  readonly ledger: Ledger;
  readonly followers: readonly Follower[];
};

/**
 * What must hold whatever happened: everything acknowledged stands in the log exactly once, at the cursor that was answered, the
 * cursors have no gap, the tables are what the log says, and every follower was told exactly what they may see, in order.
 */
export async function expectNothingLost({ pool, workspaceId, after, ledger, followers }: Judged): Promise<void> {
  await ledger.more(0);
  const { rows } = await pool.query<{ cursor: string; nonce: string; channel_id: string }>(
    `select cursor, channel_id, payload #>> '{message,nonce}' as nonce from events
     where workspace_id = $1 and cursor > $2 order by cursor`,
    [workspaceId, after],
  );
  expect(rows.map(({ cursor }) => Number(cursor))).toEqual(rows.map((_, index) => after + index + 1));
  expect(rows.map(({ nonce }) => nonce).sort()).toEqual([...ledger.acknowledged.keys()].sort());
  expect(rows.filter(({ cursor, nonce }) => ledger.acknowledged.get(nonce) !== Number(cursor))).toEqual([]);
  const head = rows.at(-1)?.cursor ?? String(after);
  for (const follower of followers) {
    const visible = rows.filter(({ channel_id }) => follower.sees(channel_id)).map(({ cursor }) => cursor);
    await follower.reached(visible.at(-1) ?? head);
    expect({ by: follower.name, cursors: follower.events.map(({ cursor }) => cursor) }).toEqual({
      by: follower.name,
      cursors: visible,
    });
  }
  expect((await verifyLogs(pool)).differences).toEqual([]);
}
