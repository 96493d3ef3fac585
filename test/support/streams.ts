import { createTRPCClient, createWSClient, wsLink } from "@trpc/client";
import { WebSocket } from "ws";
import type { Ephemeral } from "../../src/domain/ephemerals/rules";
import type { AppRouter } from "../../src/doors/trpc/router";

/** The items received so far, with a way to wait for more without sleeping. */
export type Inbox<T> = {
  readonly items: readonly T[];
  put(item: T): void;
  /** Settles once the items satisfy the claim; fails if the stream ends first. */
  until(claim: (items: readonly T[]) => boolean): Promise<readonly T[]>;
  end(reason: string): void;
  readonly ended: Promise<string>;
};

export function createInbox<T>(): Inbox<T> {
  const items: T[] = [];
  const waiting = new Set<() => void>();
  let over: string | null = null;
  let tellEnd: (reason: string) => void = () => undefined;
  const ended = new Promise<string>((resolve) => {
    tellEnd = resolve;
  });
  const wake = () => {
    for (const look of [...waiting]) look();
  };
  return {
    items,
    ended,
    put: (item) => {
      items.push(item);
      wake();
    },
    end: (reason) => {
      over ??= reason;
      tellEnd(reason);
      wake();
    },
    until: (claim) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (claim(items)) resolve(items);
          else if (over !== null)
            reject(new Error(`The stream ended (${over}) after ${JSON.stringify(items.slice(-3))}`));
          else return;
          waiting.delete(look);
        };
        waiting.add(look);
        look();
      }),
  };
}

export type Wire = {
  readonly id: string;
  readonly cursor: string;
  readonly type: string;
  readonly workspace_id: string;
  readonly actor_id: string;
  readonly channel_id?: string;
  readonly compacted?: true;
  readonly payload: Record<string, unknown>;
};

export type Range = { readonly after: string; readonly upto: string; readonly events: readonly Wire[] };

export type SocketFrame = Partial<Wire> & Partial<Range> & { readonly heartbeat?: number };

export type Socket = Inbox<SocketFrame> & {
  readonly socket: WebSocket;
  readonly opened: Promise<void>;
  /** The reason the server gave when it closed. */
  readonly reason: () => string;
};

type SocketOptions = {
  readonly token?: string;
  readonly query: Record<string, string>;
  readonly headers?: Record<string, string>;
  readonly protocols?: string[];
};

/** A plain WebSocket. It ends with its close code, or with the status of a refused handshake. */
export function openSocket(url: string, { token, query, headers = {}, protocols = [] }: SocketOptions): Socket {
  const inbox = createInbox<SocketFrame>();
  const address = `${url.replace("http", "ws")}/api/realtime/ws?${new URLSearchParams(query)}`;
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const socket = new WebSocket(address, protocols, { headers: { ...authorization, ...headers } });
  socket.on("message", (data) => inbox.put(JSON.parse(String(data))));
  let reason = "";
  socket.on("close", (code, said) => {
    reason = String(said);
    inbox.end(String(code));
  });
  socket.on("unexpected-response", (_request, response) => {
    inbox.end(`HTTP ${response.statusCode}`);
    socket.terminate();
  });
  socket.on("error", (error) => inbox.end(error.message));
  const opened = new Promise<void>((resolve) => socket.on("open", () => resolve()));
  return { ...inbox, socket, opened, reason: () => reason };
}

export type SseBlock = { readonly id: string | null; readonly data: Record<string, unknown> | null };
export type EventStream = Inbox<SseBlock> & { readonly status: number; readonly headers: Headers; close(): void };

/** Server-sent events over fetch. If refused, the stream ends with the status. */
export async function openEventStream(
  url: string,
  { token, query, headers = {} }: { token: string; query: Record<string, string>; headers?: Record<string, string> },
): Promise<EventStream> {
  const inbox = createInbox<SseBlock>();
  const gone = new AbortController();
  const response = await fetch(`${url}/api/events?${new URLSearchParams(query)}`, {
    headers: { authorization: `Bearer ${token}`, ...headers },
    signal: gone.signal,
  });
  if (response.status === 200) void readBlocks(response, inbox);
  else inbox.end(`HTTP ${response.status} ${await response.text()}`);
  return { ...inbox, status: response.status, headers: response.headers, close: () => gone.abort() };
}

async function readBlocks(response: Response, inbox: Inbox<SseBlock>): Promise<void> {
  let text = "";
  const decoder = new TextDecoder();
  try {
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) {
        const id = /^id: (.*)$/m.exec(block)?.[1] ?? null;
        const data = /^data: (.*)$/m.exec(block)?.[1];
        if (id !== null || data !== undefined) inbox.put({ id, data: data === undefined ? null : JSON.parse(data) });
      }
    }
    inbox.end("done");
  } catch (error) {
    inbox.end(String(error));
  }
}

/** One answer of the long poll. */
export async function poll(
  url: string,
  {
    token,
    query,
    headers = {},
    signal,
  }: { token: string; query: Record<string, string>; headers?: Record<string, string>; signal?: AbortSignal },
): Promise<{ status: number; body: Range & { tail_cursor?: string; code?: string } }> {
  const response = await fetch(`${url}/api/realtime/events?${new URLSearchParams(query)}`, {
    headers: { authorization: `Bearer ${token}`, ...headers },
    ...(signal && { signal }),
  });
  return { status: response.status, body: await response.json() };
}

type TrpcOptions = Partial<Pick<SocketOptions, "token" | "headers" | "protocols">> & { readonly ticket?: string };

/** tRPC's own client, on a socket with a token, or with a ticket as a connection parameter. */
export function openTrpc(url: string, { token, ticket, headers = {}, protocols = [] }: TrpcOptions) {
  const authorization: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  class Authorised extends WebSocket {
    constructor(address: string | URL) {
      super(address, protocols, { headers: { ...authorization, ...headers } });
    }
  }
  const closed = createInbox<number>();
  const client = createWSClient({
    url: `${url.replace("http", "ws")}/api/trpc`,
    WebSocket: Authorised as never,
    retryDelayMs: () => 50,
    connectionParams: ticket === undefined ? null : { ticket },
    onClose: (cause) => closed.put(cause?.code ?? 0),
  });
  const trpc = createTRPCClient<AppRouter>({ links: [wsLink({ client })] });
  return { trpc, closed, close: () => client.close() };
}

type EphemeralOptions = { readonly token: string; readonly workspaceId: string; readonly type: Ephemeral["type"] };

/** The ephemerals of one type that somebody hears in a workspace, from when the subscription has started. */
export async function openEphemerals(
  url: string,
  { token, workspaceId, type }: EphemeralOptions,
): Promise<Inbox<Ephemeral> & { readonly close: () => unknown }> {
  const { trpc, close } = openTrpc(url, { token });
  const inbox = createInbox<Ephemeral>();
  await new Promise<void>((resolve) => {
    trpc.realtime.ephemerals.subscribe(
      { workspace_id: workspaceId },
      {
        onStarted: () => resolve(),
        onData: (heard) => {
          for (const one of heard) if (one.type === type) inbox.put(one);
        },
        onError: (error) => inbox.end(error.data?.code ?? error.message),
      },
    );
  });
  return { ...inbox, close };
}

export type TrpcStream = Inbox<Range> & { stop(): void };

export function subscribe(
  trpc: ReturnType<typeof openTrpc>["trpc"],
  input: { workspace_id: string; after: string },
  onRange: (range: Range) => void = () => undefined,
): TrpcStream {
  const inbox = createInbox<Range>();
  const { unsubscribe } = trpc.realtime.events.subscribe(input, {
    onData: (tracked) => {
      inbox.put(tracked.data as Range);
      onRange(tracked.data as Range);
    },
    onError: (error) => inbox.end(error.data?.code ?? error.message),
    onComplete: () => inbox.end("complete"),
  });
  return { ...inbox, stop: unsubscribe };
}

/** The events of range-covered frames, after checking that each frame starts where the one before it ended. */
export function provenComplete(frames: readonly Partial<Range>[], from: string): readonly Wire[] {
  let position = from;
  return frames.flatMap((frame) => {
    if (frame.after === undefined || frame.upto === undefined) return [];
    if (frame.after !== position) throw new Error(`expected a frame after ${position}, got one after ${frame.after}`);
    position = frame.upto;
    return frame.events ?? [];
  });
}
