import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";
import { expect } from "vitest";
import { verifyLogs } from "../../src/server/log/verify";
import type { Follower } from "./followers";

/** The messages that were acknowledged to their senders. */
export type Ledger = {
  /** The acknowledged cursor, by nonce. */
  readonly acknowledged: ReadonlyMap<string, number>;
  note(nonce: string, cursor: number): void;
  /** Nothing more will come: all pending waits fail too. */
  fail(error: unknown): void;
  /** Settles once that many more have been acknowledged to senders whose names start with `name`. */
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
  /** The address for the next message: any process, including dead ones, since a sender does not know which are alive. */
  readonly url: () => string;
  readonly token: string;
  readonly channelId: string;
  /** The text of each message beside its nonce. */
  readonly text?: string;
  /** The pause between messages. */
  readonly pauseMs?: number;
};

/** Sends one message after another until stopped, retries each until it is answered, and records every answer in the ledger. */
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

/** After this wait a sender tries again, without knowing the outcome. */
const patienceMs = 20_000;
const againMs = 20;

/** Retries with the same nonce at any address. Returns the cursor of the event that the message became. */
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
      // The process, or the connection to it, died before or after the append: the sender cannot tell.
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
  /** The head when sending began: everything after it came from the senders. */
  readonly after: number;
  readonly ledger: Ledger;
  readonly followers: readonly Follower[];
};

/**
 * Checks what must hold whatever happened: every acknowledged message is in the log exactly once, at the acknowledged cursor; the
 * cursors have no gap; the tables match the log; and every follower received exactly what it may see, in order.
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
