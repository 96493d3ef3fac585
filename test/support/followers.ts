import { createInbox, openEventStream, openSocket, openTrpc, poll, type Range, subscribe, type Wire } from "./streams";

/** A client that follows a workspace through any server failure, and reconnects each time after its own last position. */
export type Follower = {
  readonly name: string;
  readonly events: readonly Wire[];
  sees(channelId: string): boolean;
  /** Settles once everything up to a cursor has arrived; fails if a frame does not start where the one before it ended. */
  reached(cursor: string): Promise<void>;
  stop(): Promise<void>;
};

export type Following = {
  readonly name: string;
  readonly token: string;
  readonly workspaceId: string;
  readonly after: string;
  /** The address for the next connection. */
  readonly url: () => string;
  readonly sees: (channelId: string) => boolean;
  /** The transports, used in turn. With several, each connection is left after a few frames. */
  readonly by: readonly Transport[];
};

export type Transport = "websocket" | "trpc" | "sse" | "long_poll";

type Place = Pick<Following, "token" | "workspaceId"> & {
  readonly url: string;
  readonly after: string;
  readonly gone: AbortSignal;
};

/** Passes on what one connection receives until it ends or `gone` is aborted. */
type Connection = (place: Place, take: (range: Range) => void) => Promise<unknown>;

/** With several transports, a follower switches after this many frames. */
const framesPerTransport = 5;
const comeBackMsMax = 100;

export function follow({ name, token, workspaceId, after, url, sees, by }: Following): Follower {
  const told = createInbox<Wire>();
  const stopped = new AbortController();
  let position = after;
  const moved = createInbox<string>();

  function take(range: Range): void {
    if (range.after !== position) throw new Error(`${name} stood at ${position} and was told after ${range.after}`);
    position = range.upto;
    for (const event of range.events) told.put(event);
    moved.put(position);
  }

  async function comeBackAgainAndAgain(): Promise<void> {
    for (let turn = 0; !stopped.signal.aborted; turn += 1) {
      const left = new AbortController();
      let frames = 0;
      let fault: unknown = null;
      const place = {
        url: url(),
        token,
        workspaceId,
        after: position,
        gone: AbortSignal.any([stopped.signal, left.signal]),
      };
      await connections[by[turn % by.length] ?? "websocket"](place, (range) => {
        if (place.gone.aborted) return;
        try {
          take(range);
        } catch (error) {
          fault = error;
          left.abort();
        }
        frames += 1;
        if (by.length > 1 && frames >= framesPerTransport) left.abort();
      });
      if (fault !== null) throw fault;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * comeBackMsMax));
    }
  }

  const following = comeBackAgainAndAgain().catch((error: unknown) => moved.end(String(error)));
  return {
    name,
    events: told.items,
    sees,
    reached: async (cursor) => {
      await moved.until(() => Number(position) >= Number(cursor));
    },
    stop: () => {
      stopped.abort();
      return following;
    },
  };
}

const connections: Readonly<Record<Transport, Connection>> = {
  websocket: async ({ url, token, workspaceId, after, gone }, take) => {
    const query = { workspace_id: workspaceId, after_cursor: after, v: "2" };
    const { socket, ended } = openSocket(url, { token, query });
    gone.addEventListener("abort", () => socket.terminate());
    // The promise to clients: silence for longer than this means that the server is gone.
    let heartbeatMs = 30_000;
    let patience = setTimeout(() => socket.terminate(), heartbeatMs);
    socket.on("message", (data) => {
      const frame = JSON.parse(String(data));
      if (frame.type === "hello") heartbeatMs = frame.heartbeat * 1_000;
      clearTimeout(patience);
      patience = setTimeout(() => socket.terminate(), heartbeatMs);
      if (frame.upto !== undefined) take(frame);
    });
    refuseEnd("websocket", await ended, ["1008", "4001", "4401", "HTTP 401"]);
    clearTimeout(patience);
  },

  trpc: async ({ url, token, workspaceId, after, gone }, take) => {
    const { trpc, close } = openTrpc(url, { token });
    const stream = subscribe(trpc, { workspace_id: workspaceId, after }, take);
    gone.addEventListener("abort", () => stream.end("stopped"));
    const reason = await stream.ended;
    await close();
    refuseEnd("trpc", reason, ["unauthenticated", "forbidden", "not_found", "cursor_gone"]);
  },

  sse: async ({ url, token, workspaceId, after, gone }, take) => {
    const query = { workspace_id: workspaceId, v: "2" };
    const headers = { "Last-Event-ID": after };
    const stream = await openEventStream(url, { token, query, headers }).catch(() => null);
    if (stream === null) return;
    gone.addEventListener("abort", stream.close);
    if (gone.aborted) stream.close();
    let read = 0;
    const takeNew = () => {
      for (const { data } of stream.items.slice(read)) if (data !== null && "upto" in data) take(data as never);
      read = stream.items.length;
      return false;
    };
    await stream.until(takeNew).catch(() => undefined);
    refuseEnd("sse", await stream.ended, ["HTTP 40", "HTTP 41"]);
  },

  long_poll: async ({ url, token, workspaceId, after, gone }, take) => {
    let from = after;
    while (!gone.aborted) {
      const query = { workspace_id: workspaceId, after_cursor: from, wait: "5" };
      const signal = AbortSignal.any([gone]);
      const answer = await poll(url, { token, query, signal }).catch(() => null);
      if (answer?.status !== 200) return refuseEnd("long_poll", `HTTP ${answer?.status}`, ["HTTP 40", "HTTP 41"]);
      take(answer.body);
      from = answer.body.upto;
    }
  },
};

/** Throws if the server refused the follower. Any other end means: reconnect. */
function refuseEnd(transport: Transport, reason: string, refusals: readonly string[]): void {
  if (refusals.some((refusal) => reason.startsWith(refusal)))
    throw new Error(`a follower by ${transport} was refused: ${reason}`);
}
