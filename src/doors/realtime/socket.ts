// Reader → frame. In: frames and ephemerals. Out: the frames of one plain WebSocket.
import { z } from "zod";
import { DomainError } from "../../domain/core/errors";
import { limits } from "../../domain/core/limits";
import { text } from "../../domain/core/text";
import type { Ephemeral } from "../../domain/ephemerals/rules";
import type { App } from "../../server/app";
import type { Caller } from "../../server/auth/caller";
import { errorTable } from "../http/errors";
import { refusalOf } from "../http/refusal";
import { eventBytes, frameBytes, textFrame } from "./frames";
import type { Peer } from "./peer";
import { type Frame, type LiveViewer, parseCursor, type Receiver, viewerOf } from "./reading";

/** The parameters of a plain socket's URL. */
export type SocketRequest = {
  readonly workspaceId: string | undefined;
  /** Null starts at the present. */
  readonly after: number | null;
  /** 1: bare events; 2: range-covered frames with `hello` and `caught_up`. */
  readonly version: 1 | 2;
  /** The people whose presence to send. */
  readonly presenceOf: readonly string[] | undefined;
};

/** Room for the ids of some 500 people. */
const presenceListLengthMax = 16_384;

const parameters = z.object({
  workspace_id: text(limits.idLengthMax).optional(),
  after_cursor: text(limits.idLengthMax).optional(),
  v: z.enum(["1", "2"]).default("1"),
  presence_of: text(presenceListLengthMax).optional(),
});

/** Throws 400 `malformed` for invalid parameters. */
export function parseSocketRequest(search: URLSearchParams): SocketRequest {
  const parsed = parameters.safeParse(Object.fromEntries(search));
  if (!parsed.success) throw new DomainError("malformed", `${parsed.error.issues[0]?.path.join(".")} is not valid.`);
  const { workspace_id, after_cursor, v, presence_of } = parsed.data;
  return {
    workspaceId: workspace_id,
    after: parseCursor("after_cursor", after_cursor),
    version: v === "2" ? 2 : 1,
    presenceOf: presence_of?.split(",").filter((id) => id !== ""),
  };
}

type Asked = {
  readonly app: App;
  readonly caller: Caller;
  readonly request: SocketRequest;
  readonly requestId: string;
};

/** Serves one plain socket until it ends, and closes it with the code that says why. */
export type ServeSocket = (peer: Peer) => Promise<void>;

/**
 * Fixes the start of the socket before it is accepted, so that "from now" includes everything after it opens. A refusal also
 * waits until the socket is open, because a browser can read only its close code.
 */
export async function prepareSocket({ app, caller, request, requestId }: Asked): Promise<ServeSocket> {
  try {
    const viewer = await viewerOf({ app, caller }, request.workspaceId);
    const after = request.after ?? (await app.hub.head(viewer));
    return (peer) => serve(app, peer, { viewer, after, request, requestId });
  } catch (error) {
    return async (peer) => closeWith(peer, error, { app, requestId });
  }
}

type Prepared = Pick<Asked, "request" | "requestId"> & { readonly viewer: LiveViewer; readonly after: number };

async function serve(app: App, peer: Peer, { viewer, after, request, requestId }: Prepared): Promise<void> {
  const listener = new EphemeralWriter(app, peer);
  const saying: Saying =
    request.version === 2
      ? { said: ranged({ viewer, after }, () => listener.begin()), introductions: "all" }
      : { said: eventBytes, introductions: "nothing" };
  if (request.version === 1) listener.begin();
  const interests = request.presenceOf === undefined ? {} : { user_ids: request.presenceOf };
  app.hub.listen(viewer, interests, listener).then(
    (stop) => peer.whenGone(stop),
    () => undefined,
  );
  try {
    const stop = await app.hub.follow(
      viewer,
      after,
      new Follower(peer, saying, (reason) => closeWith(peer, reason, { app, requestId })),
    );
    peer.whenGone(stop);
  } catch (error) {
    closeWith(peer, error, { app, requestId });
  }
}

/** How a frame is written to a socket. Bare events leave out introductions, because each carries only its own cursor. */
type Saying = Pick<Receiver, "introductions"> & { readonly said: (frame: Frame) => Buffer };

/** The receiver behind a plain socket. A class like `Peer`, to keep each delivery cheap. */
class Follower implements Receiver {
  readonly transport = "websocket";
  readonly introductions: Receiver["introductions"];
  readonly end: (reason: Error) => void;
  private readonly peer: Peer;
  private readonly said: (frame: Frame) => Buffer;

  constructor(peer: Peer, { said, introductions }: Saying, end: (reason: Error) => void) {
    this.peer = peer;
    this.introductions = introductions;
    this.said = said;
    this.end = end;
  }

  take(frame: Frame): Promise<void> | null {
    return this.peer.write(this.said(frame));
  }
}

/** Closes an accepted connection with the code of an error. Losing the right to it is always 1008, however that happened. */
function closeWith(peer: Peer, error: unknown, { app, requestId }: Pick<Asked, "app" | "requestId">): void {
  const refusal = refusalOf(error);
  if (refusal.code === "internal")
    app.context.logger.error({ err: refusal.cause, request_id: requestId }, "a socket failed");
  const code = refusal.code === "unauthenticated" ? errorTable.forbidden.close : errorTable[refusal.code].close;
  peer.close(code, refusal.message);
}

/**
 * The frames of a version 2 socket: `hello` first, and `caught_up` once the present is reached. Calls
 * `greeted` when `hello` is written.
 */
function ranged({ viewer, after }: Pick<Prepared, "viewer" | "after">, greeted: () => void): (frame: Frame) => Buffer {
  const { workspace_id, user_id } = viewer;
  const hello = { type: "hello", workspace_id, user_id, cursor: String(after), heartbeat: limits.heartbeatSeconds };
  let opening: Buffer[] = [textFrame(JSON.stringify(hello))];
  return (frame) => {
    const first = opening;
    opening = [];
    // The caller writes the returned frame within this turn.
    if (first.length > 0) queueMicrotask(greeted);
    if (first.length === 0 && !frame.caughtUp) return frameBytes(frame);
    const caughtUp = JSON.stringify({ type: "caught_up", cursor: String(frame.upto) });
    const isEmpty = frame.caughtUp && frame.events.length === 0 && frame.after === frame.upto;
    return Buffer.concat([
      ...first,
      ...(isEmpty ? [] : [frameBytes(frame)]),
      ...(frame.caughtUp ? [textFrame(caughtUp)] : []),
    ]);
  };
}

/** The most ephemerals that wait for `hello`. Later ones are dropped. */
const earlyMax = 200;

/**
 * Writes ephemerals to a socket. They may be dropped, so they never wait for a full socket. Those from before
 * `hello` are written right after it.
 */
class EphemeralWriter {
  private readonly app: App;
  private readonly peer: Peer;
  private early: Ephemeral[] | null = [];

  constructor(app: App, peer: Peer) {
    this.app = app;
    this.peer = peer;
  }

  begin(): void {
    const early = this.early ?? [];
    this.early = null;
    for (const ephemeral of early) this.receive(ephemeral);
  }

  receive(ephemeral: Ephemeral): void {
    if (this.early !== null && this.early.length < earlyMax) this.early.push(ephemeral);
    else if (this.early !== null || this.peer.isFull())
      this.app.context.metrics.streams.ephemeralsDropped("socket_full", 1);
    else this.peer.write(ephemeralFrame(ephemeral));
  }

  /** The end of the log's stream closes the socket. */
  end(): void {}
}

function ephemeralFrame(ephemeral: Ephemeral): Buffer {
  const known = frames.get(ephemeral) ?? textFrame(JSON.stringify(ephemeral));
  frames.set(ephemeral, known);
  return known;
}

const frames = new WeakMap<Ephemeral, Buffer>();
