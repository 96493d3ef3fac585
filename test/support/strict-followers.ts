import { createInbox, type Inbox, openEventStream, openSocket, poll, type SseBlock, type Wire } from "./streams";

/** An event as a client without range-covered frames receives it, in any format. */
export type Told = { readonly cursor: number; readonly type: string; readonly body: string | undefined };

/**
 * A client as agents are written: it takes one event after another, keeps the last cursor, reconnects after it, and stops at a
 * cursor that does not advance.
 */
export type StrictFollower = {
  readonly name: string;
  readonly told: Inbox<Told>;
  /** The data that came without a cursor: introductions on server-sent events. */
  readonly introductions: readonly Record<string, unknown>[];
  /** Drops its connection and reconnects after its last cursor. */
  cut(): void;
  /** Stops; fails if it had already stopped because of what it received. */
  stop(): Promise<void>;
};

type Take = (event: Told) => void;
type Connected = { readonly ended: Promise<unknown>; end(): void };
type Asked = { readonly url: string; readonly token: string; readonly workspaceId: string; readonly after: string };
type Connect = (asked: Asked, take: Take, introduce: (data: Record<string, unknown>) => void) => Promise<Connected>;

/** Every transport without range-covered frames. */
export const strictTransports = ["socket", "plain", "envelope", "long_poll"] as const;

export function followStrictly(
  transport: (typeof strictTransports)[number],
  { url, token, workspaceId, after }: Asked,
): StrictFollower {
  const told = createInbox<Told>();
  const introductions: Record<string, unknown>[] = [];
  let position = Number(after);
  let connected: Connected | null = null;
  let isStopped = false;
  let fault: Error | null = null;

  function take(event: Told): void {
    if (isStopped) return;
    if (!(event.cursor > position)) {
      fault = new Error(`${transport}: non-advancing cursor ${event.cursor} (${event.type}) after ${position}`);
      isStopped = true;
      connected?.end();
      told.end(fault.message);
      return;
    }
    position = event.cursor;
    told.put(event);
  }

  async function comeBackAgainAndAgain(): Promise<void> {
    while (!isStopped) {
      const asked = { url, token, workspaceId, after: String(position) };
      connected = await connections[transport](asked, take, (data) => introductions.push(data));
      if (isStopped) connected.end();
      await connected.ended;
    }
  }

  const over = comeBackAgainAndAgain().catch((error: Error) => {
    fault ??= error;
    told.end(error.message);
  });
  return {
    name: transport,
    told,
    introductions,
    cut: () => connected?.end(),
    stop: async () => {
      isStopped = true;
      connected?.end();
      await over;
      if (fault !== null) throw fault;
    },
  };
}

const bodyOf = (event: Partial<Wire>) => (event.payload?.message as { body?: string } | undefined)?.body;
const toldOf = (event: Partial<Wire>): Told => ({
  cursor: Number(event.cursor),
  type: event.type ?? "",
  body: event.type === "message.created" || event.type === "thread.reply_created" ? bodyOf(event) : undefined,
});

const connections: Record<(typeof strictTransports)[number], Connect> = {
  socket: async ({ url, token, workspaceId, after }, take) => {
    const socket = openSocket(url, { token, query: { workspace_id: workspaceId, after_cursor: after } });
    let isOver = false;
    socket.socket.on("message", (data) => {
      const event: Partial<Wire> = JSON.parse(String(data));
      // Typing and presence are not in the log.
      if (!isOver && event.cursor !== undefined) take(toldOf(event));
    });
    return {
      ended: socket.ended,
      end: () => {
        isOver = true;
        socket.socket.terminate();
      },
    };
  },

  plain: (asked, take, introduce) =>
    eventStream(asked, {}, ({ id, data }) => {
      if (data === null || data.type === "heartbeat") return;
      if (id === null) return void introduce(data);
      const isMessage = data.type === "message" && data.event === "sent";
      take({
        cursor: Number(id),
        type: isMessage ? "message.created" : `${data.type}.${data.event}`,
        body: isMessage ? String(data.body) : undefined,
      });
    }),

  envelope: (asked, take, introduce) =>
    eventStream(asked, { format: "envelope" }, ({ id, data }) => {
      if (data === null || data.type === "heartbeat") return;
      if (id === null && data.cursor === undefined) return void introduce(data);
      const event: Partial<Wire> = data;
      if (id !== null && event.cursor !== id) throw new Error(`the id ${id} and the cursor ${event.cursor} differ`);
      take(toldOf(event));
    }),

  long_poll: async ({ url, token, workspaceId, after }, take) => {
    const gone = new AbortController();
    const query = { workspace_id: workspaceId, after_cursor: after, wait: "20" };
    const ended = poll(url, { token, query, signal: gone.signal }).then(
      ({ status, body }) => {
        if (status !== 200) throw new Error(`HTTP ${status}`);
        if (!gone.signal.aborted) for (const event of body.events) take(toldOf(event));
      },
      () => undefined,
    );
    return { ended, end: () => gone.abort() };
  },
};

async function eventStream(
  { url, token, workspaceId, after }: Asked,
  query: Record<string, string>,
  read: (block: SseBlock) => void,
): Promise<Connected> {
  const headers = { "Last-Event-ID": after };
  const stream = await openEventStream(url, { token, query: { workspace_id: workspaceId, ...query }, headers });
  let count = 0;
  let isOver = false;
  const reading = stream.until((blocks) => {
    for (; count < blocks.length && !isOver; count += 1) {
      const block = blocks[count];
      if (block) read(block);
    }
    return isOver;
  });
  return {
    ended: Promise.race([stream.ended, reading.catch(() => undefined)]),
    end: () => {
      isOver = true;
      stream.close();
    },
  };
}
